import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

extension BrowserTests {
    @Suite("The first visit")
    struct FirstVisitTests {
        @Test(
            "setup code, password, Syncthing by file, start by click, its own page",
            arguments: [Screen.desktop, .phone])
        func firstVisit(screen: Screen) async throws {
            try await ServerFixture.run("browser-first-visit-\(screen)") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(screen)
                    try await page.open(server.pageAddress())
                    try await page.find(element("setup-password"))
                    try await page.picture("\(screen)-01-setup")
                    try await page.type("short", into: element("setup-password"))
                    try await page.type("different", into: element("setup-confirm"))
                    try await page.click(element("setup-submit"))
                    try await page.find("[data-testid=setup-password][aria-invalid=true]")
                    try await page.picture("\(screen)-02-setup-refused")
                    try await page.type(password, into: element("setup-password"))
                    try await page.type(password, into: element("setup-confirm"))
                    try await page.click(element("setup-submit"))
                    try await page.find(live)
                    #expect(try await page.evaluate("location.hash").string == "#/")
                    try await page.picture("\(screen)-03-no-services")
                    #expect(try await page.overflow() <= 0)

                    try await page.choose(Prerequisites.package("syncthing"), in: element("sideload-input"))
                    try await page.find(element("service-card-syncthing"))
                    try await page.picture("\(screen)-04-installing")
                    try await page.find(status("syncthing", "stopped"), within: .seconds(90))
                    try await page.picture("\(screen)-05-installed")
                    try await page.click(element("start", in: "service-card-syncthing"))
                    try await page.find(status("syncthing", "running"), within: .seconds(90))
                    try await page.picture("\(screen)-06-running")
                    try await servicePage(page, screen)
                    try await open(page, screen, browser)
                    #expect(await page.problems() == [])
                }
            }
        }

        private func servicePage(_ page: Page, _ screen: Screen) async throws {
            try await page.click(element("service-card-syncthing") + " a.card-link")
            try await page.find("[data-testid^=health-][data-result=success]")
            try await page.wait(
                for: "document.querySelector('\(element("logs"))')?.innerText.length > 20", "the log has lines")
            try await page.picture("\(screen)-07-service")
            try await page.evaluate("document.querySelector('\(element("logs"))').scrollIntoView({ block: 'center' })")
            try await page.picture("\(screen)-08-service-below")
            #expect(try await page.overflow() <= 0)
        }

        /// Follows the Open button, whose address a new page loads.
        private func open(_ page: Page, _ screen: Screen, _ browser: Browser) async throws {
            let address = try await page.evaluate("document.querySelector('\(element("open"))').href").string ?? ""
            #expect(address.hasPrefix("http://127.0."))
            let other = try await browser.page(screen, in: page.context)
            try await other.open(address)
            try await other.wait(for: "document.title.includes('Syncthing')", "the title is Syncthing's")
            try await other.picture("\(screen)-09-syncthing")
        }

        @Test("a wrong code is refused in words")
        func wrongCode() async throws {
            try await ServerFixture.run("browser-wrong-code") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await page.open("\(server.address)/")
                    try await page.type("AAAA-BBBB-CCCC", into: element("setup-code"))
                    try await page.type(password, into: element("setup-password"))
                    try await page.type(password, into: element("setup-confirm"))
                    try await page.click(element("setup-submit"))
                    try await page.wait(
                        for: "document.querySelector('[role=alert]')?.innerText.length > 10", "the refusal is told")
                    try await page.picture("desktop-10-wrong-code")
                    try await page.type(server.setupCode(), into: element("setup-code"))
                    try await page.click(element("setup-submit"))
                    try await page.find(live)
                }
            }
        }
    }
}
