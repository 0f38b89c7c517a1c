import JSONValues
import TestSupport
import Testing

/// A rule of the audit and a page that breaks it.
struct BadPage: Sendable, CustomTestStringConvertible {
    let rule: String
    let body: String
    var head = #"<meta name="viewport" content="width=device-width">"#
    var language = "en"
    var title = "Page"

    var testDescription: String { rule }

    var html: String {
        """
        <!doctype html><html lang="\(language)"><head><title>\(title)</title>\(head)
        <style>* { box-sizing: border-box } body { background: #fff; color: #000; margin: 0 } :focus { outline: 2px solid #00f }
        button, input { min-height: 24px; min-width: 24px; border: 1px solid #333 }</style></head>
        <body>\(body)</body></html>
        """
    }

    static let good = #"""
        <main><h1>Title</h1><p role="status">All is well.</p>
        <label for="a">Name</label> <input id="a"> <button>Do it</button> <a href="/elsewhere">Read more</a></main>
        """#

    /// The good page with something more in it.
    static func with(_ more: String) -> String {
        good.replacing("</main>", with: "\(more)</main>")
    }

    static let all: [BadPage] = [
        BadPage(rule: "language", body: good, language: ""),
        BadPage(rule: "title", body: good, title: ""),
        BadPage(
            rule: "zoom", body: good, head: #"<meta name="viewport" content="width=device-width, user-scalable=no">"#),
        BadPage(rule: "landmarks", body: good.replacing("main>", with: "div>")),
        BadPage(rule: "landmarks", body: with(#"<nav><a href="/elsewhere">There</a></nav>"#)),
        BadPage(rule: "headings", body: with("<h3>Too deep</h3>")),
        BadPage(rule: "headings", body: with("<h1>Another</h1>")),
        BadPage(rule: "ids", body: with(#"<p id="a">Twice</p>"#)),
        BadPage(rule: "references", body: with(#"<p aria-describedby="nobody">Text</p>"#)),
        BadPage(rule: "labels", body: with(#"<input placeholder="Name">"#)),
        BadPage(rule: "errors", body: with(#"<label>Age <input aria-invalid="true"></label>"#)),
        BadPage(rule: "alternatives", body: with(#"<img src="data:,">"#)),
        BadPage(rule: "alternatives", body: with("<svg></svg>")),
        BadPage(rule: "hidden-focus", body: with(#"<div aria-hidden="true"><button>Hidden</button></div>"#)),
        BadPage(rule: "tab-index", body: with(#"<button tabindex="3">First</button>"#)),
        BadPage(rule: "nesting", body: with(#"<a href="/elsewhere">Card <button>Open</button></a>"#)),
        BadPage(rule: "nesting", body: with("<ul><div>No item</div></ul>")),
        BadPage(rule: "passwords", body: with(#"<label>Password <input type="password"></label>"#)),
        BadPage(rule: "text-contrast", body: with(#"<p style="color: #8a8a8a">Grey</p>"#)),
        BadPage(rule: "text-contrast", body: with(#"<div style="opacity: 0.5"><p>Faded</p></div>"#)),
        BadPage(rule: "text-contrast", body: with(#"<div style="background: #333"><p>Black on dark</p></div>"#)),
        BadPage(rule: "shape-contrast", body: with(#"<label>Name <input style="border-color: #ddd"></label>"#)),
        BadPage(
            rule: "shape-contrast",
            body: with(
                #"<button aria-label="Close" style="color: #ccc; background: #fff"><svg width="20" height="20" aria-hidden="true"><path d="M0 0 20 20" stroke="currentColor"/></svg></button>"#
            )),
        BadPage(rule: "focus", body: with(#"<button style="outline: none">Where am I</button>"#)),
        BadPage(rule: "focus", body: with(#"<button style="outline-color: #eee">Hardly there</button>"#)),
        BadPage(
            rule: "targets",
            body: with(
                #"<button style="min-height: 0; min-width: 0; height: 12px; width: 12px; padding: 0">x</button>"#)),
        BadPage(rule: "overflow", body: with(#"<div style="width: 3000px">Wide</div>"#)),
        BadPage(
            rule: "clipped",
            body: with(#"<div style="overflow: hidden; width: 60px; white-space: nowrap">Cut off in the middle</div>"#)),
        BadPage(rule: "announcements", body: good.replacing(#" role="status""#, with: "")),
        BadPage(rule: "name", body: with("<button></button>")),
        BadPage(rule: "name", body: with(#"<a href="/elsewhere"></a>"#)),
        BadPage(rule: "role", body: with(#"<div tabindex="0">What am I</div>"#)),
    ]
}

extension BrowserTests {
    @Suite("The audit finds what it looks for")
    struct AuditRuleTests {
        @Test("each rule has a bad page that it catches, and says nothing about a good one")
        func rules() async throws {
            let slot = try TestSlot.take()
            defer { slot.release() }
            try await Browser.run(in: slot.root) { browser in
                let page = try await browser.page(.smallPhone)
                try await page.runBeforeEveryPage(try StagedPage.script("audit"))
                try await page.show(html: BadPage(rule: "none", body: BadPage.good).html)
                #expect(try await Audit.findings(on: page) == [])
                for bad in BadPage.all {
                    try await page.show(html: bad.html)
                    let found = try await Audit.findings(on: page)
                    #expect(
                        found.contains { $0.rule == bad.rule }, "\(bad.rule) is not found in \(bad.body); only \(found)"
                    )
                }
                let rules = Set(try await page.evaluate("auditRules").array?.compactMap(\.string) ?? [])
                #expect(rules.subtracting(BadPage.all.map(\.rule)) == [], "Rules without a bad page.")
            }
        }

        @Test("what the Tab key does not reach is named")
        func tabOrder() async throws {
            let slot = try TestSlot.take()
            defer { slot.release() }
            try await Browser.run(in: slot.root) { browser in
                let page = try await browser.page(.desktop)
                try await page.runBeforeEveryPage(try StagedPage.script("audit"))
                try await page.show(html: BadPage(rule: "none", body: BadPage.good).html)
                #expect(try await Audit.unreachable(on: page) == [])
                let trap =
                    #"<button onkeydown="event.preventDefault()">Trap</button><button>Behind</button>"#
                try await page.show(html: BadPage(rule: "none", body: BadPage.with(trap)).html)
                let unreached = try await Audit.unreachable(on: page)
                #expect(unreached.contains { $0.place.contains("Behind") })
            }
        }
    }
}
