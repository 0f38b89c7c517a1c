import Foundation
import JSONValues
import RPCClient
import RPCMethods
import ServerDocument
import SystemPackage
import TestSupport
import Testing

extension BrowserTests {
    @Suite("The page of a service")
    struct ServicePageTests {
        @Test("an action with a form, then uninstalling after a question")
        func actionAndUninstall() async throws {
            try await ServerFixture.run("browser-uninstall") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await logIn(page, at: server)
                    try await page.open("\(server.address)/#/services/\(exerciser)")
                    try await page.click(element("action-echo") + " button")
                    try await page.find(element("action-submit"))
                    try await page.type("hello from the form", into: "dialog input")
                    try await page.picture("desktop-30-action")
                    try await page.click(element("action-submit"))
                    try await page.find(element("action-result"))
                    #expect(try await page.text(element("action-result")).contains("hello from the form"))
                    try await page.picture("desktop-31-action-result")
                    try await page.open("\(server.address)/#/")
                    try await page.open("\(server.address)/#/services/\(exerciser)")
                    try await page.evaluate("location.reload()")
                    try await page.click(element("uninstall"))
                    try await page.find(element("uninstall-confirm"))
                    try await page.picture("desktop-32-uninstall")
                    // Cancel is no.
                    try await page.evaluate("document.querySelector('dialog button[data-initial-focus]').click()")
                    try await page.wait(
                        for: "!document.querySelector('\(element("uninstall-confirm"))')", "the question is gone")
                    #expect(try await server.entry(exerciser).stateInfo.state == .installed)
                    try await page.click(element("uninstall"))
                    try await page.click(element("uninstall-confirm"))
                    try await server.package(exerciser, until: "is gone") { $0 == nil }
                    try await page.wait(
                        for: "!document.querySelector('\(element("uninstall"))')", "the page lets go of the service")
                    try await page.picture("desktop-33-uninstalled")
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("the data of a service that is uninstalled stays when the person says so, and only then")
        func keepingData() async throws {
            try await ServerFixture.run("browser-keep-data") { server in
                try await setUp(server)
                let volumes = server.slot.data.appending("services/\(exerciser)/volumes").string
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.phone)
                    try await logIn(page, at: server)
                    for keeps in [true, false] {
                        try await server.install(exerciser)
                        try await page.open("\(server.address)/#/services/\(exerciser)")
                        try await page.click(element("uninstall"))
                        try await page.click(element(keeps ? "uninstall-keep" : "uninstall-delete"))
                        let words = try await page.text(element("uninstall-confirm"))
                        #expect(words == (keeps ? "Uninstall and keep data" : "Uninstall and delete data"))
                        try await page.click(element("uninstall-confirm"))
                        try await server.package(exerciser, until: "is gone") { $0 == nil }
                        #expect(FileManager.default.fileExists(atPath: volumes) == keeps)
                    }
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("nothing is wider than a small phone, dark or light")
        func smallAndDark() async throws {
            try await ServerFixture.run("browser-small") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.smallPhone)
                    try await logIn(page, at: server)
                    try await page.find(status(exerciser, "running"))
                    for (name, path) in [
                        ("services", "#/"), ("service", "#/services/\(exerciser)"), ("system", "#/system"),
                    ] {
                        try await page.evaluate("location.hash = '\(path)'")
                        let landmark = ["services": live, "service": element("logs"), "system": element("log-out")]
                        try await page.find(try #require(landmark[name]))
                        var colours: Set<String> = []
                        for isDark in [false, true] {
                            try await page.prefer(dark: isDark)
                            #expect(try await page.overflow() <= 0, "\(name) is too wide")
                            try await page.picture("small-40-\(name)-\(isDark ? "dark" : "light")")
                            let script =
                                "getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor"
                            colours.insert(try await page.evaluate(script).string ?? "")
                        }
                        #expect(colours.count == 2, "dark and light look the same: \(colours)")
                    }
                    #expect(await page.problems() == [])
                }
            }
        }
    }
}
