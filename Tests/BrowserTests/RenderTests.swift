import JSONValues
import TestSupport
import Testing

extension BrowserTests {
    @Suite("What a change costs")
    struct RenderTests {
        @Test("a patch to one of sixty services draws that one, and a patch to none draws nothing")
        func onlyWhatChanged() async throws {
            try await ServerFixture.run("browser-renders") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("services-sixty")
                    let first = try await renders(page, after: "")
                    #expect(first.keys.filter { $0.hasPrefix("service-") }.count == 60)

                    let health = "/packageData/service-7/statusInfo/health/web/result"
                    let one = try await renders(
                        page,
                        after: "stage.patch([{ op: 'replace', path: '\(health)', value: 'failure' }])")
                    #expect(one.keys.filter { $0.hasPrefix("service-") } == ["service-7"])
                    // Its card with what it is made of, the sentence of health and the bell.
                    #expect(one.values.reduce(0, +) < 25, "\(one)")

                    let other = "/serverInfo/ntpSynced"
                    let none = try await renders(
                        page, after: "stage.patch([{ op: 'replace', path: '\(other)', value: false }])")
                    #expect(none == [:])

                    let figures = try await renders(page, after: "stage.stats()")
                    #expect(figures.keys.filter { $0.hasPrefix("service-") }.count == 60)
                    // Each trickle with its curves, but not the cards around them.
                    #expect(figures.values.reduce(0, +) <= 60 * 3, "\(figures)")
                    #expect(await page.problems() == [])
                }
            }
        }

        /// How many components were drawn after `script`, by service; `""` counts those of none.
        private func renders(_ page: Page, after script: String) async throws -> [String: Int] {
            let counts = try await page.evaluate(
                """
                (async () => {
                    const settled = () => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve, 50)), 50))
                    await settled()
                    \(script == "" ? "" : "renders.take();")
                    \(script)
                    await settled()
                    return renders.take()
                })()
                """)
            return (counts.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.integer }
        }

        @Test("the first load is small, and comes from the server alone")
        func weight() async throws {
            try await ServerFixture.run("browser-weight") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await page.open("\(server.address)/")
                    try await page.find("h1")
                    try await page.evaluate("document.fonts.ready.then(() => true)")
                    let entries =
                        try await page.evaluate(
                            """
                            performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
                                .filter(({ name }) => !name.includes("/rpc/"))
                                .map(({ name, encodedBodySize, decodedBodySize }) => ({ name, encodedBodySize, decodedBodySize }))
                            """
                        ).array ?? []
                    // The document, its style and its script at least.
                    #expect(entries.count >= 3)
                    for entry in entries { #expect(entry["name"]?.string?.hasPrefix("\(server.address)/") == true) }
                    let documents = entries.filter { $0["name"]?.string?.contains("/fonts/") == false }
                    let sent = documents.compactMap { $0["encodedBodySize"]?.integer }.reduce(0, +)
                    let content = documents.compactMap { $0["decodedBodySize"]?.integer }.reduce(0, +)
                    #expect(sent > 0 && sent <= 150_000, "\(sent) bytes")
                    #expect(content > 2 * sent, "\(content) bytes are sent as \(sent): hardly compressed")
                }
            }
        }

        @Test("a script that somebody smuggles into the page does not run")
        func contentSecurityPolicy() async throws {
            try await ServerFixture.run("browser-policy") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await page.open("\(server.address)/")
                    try await page.find("h1")
                    let refusal = try await page.evaluate(
                        """
                        new Promise((resolve) => {
                            addEventListener("securitypolicyviolation", ({ violatedDirective }) => resolve(violatedDirective))
                            const script = document.createElement("script")
                            script.textContent = "window.wasSmuggled = true"
                            document.body.append(script)
                        })
                        """)
                    #expect(refusal.string?.hasPrefix("script-src") == true)
                    #expect(try await page.evaluate("window.wasSmuggled === undefined").bool == true)
                }
            }
        }
    }
}
