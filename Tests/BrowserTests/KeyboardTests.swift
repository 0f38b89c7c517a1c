import JSONValues
import TestSupport
import Testing

extension BrowserTests {
    @Suite("By keyboard alone")
    struct KeyboardTests {
        @Test("a dialog keeps the focus, closes on Escape and gives the focus back")
        func dialogs() async throws {
            try await ServerFixture.run("browser-dialogs") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("service")
                    for opener in ["edit-limits", "uninstall", "concerns"] {
                        try await page.evaluate("document.querySelector('\(element(opener))').focus()")
                        try await page.press("Enter")
                        try await page.find("dialog[open]")
                        for _ in 0..<12 {
                            try await page.press("Tab")
                            // The browser's own controls may come between two rounds.
                            let place =
                                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
                            #expect(try await page.evaluate(place).bool == true, "The focus left \(opener).")
                        }
                        try await page.press("Escape")
                        try await page.wait(for: "!document.querySelector('dialog')", "\(opener) is closed")
                        let focus = "document.activeElement?.getAttribute('data-testid')"
                        #expect(try await page.evaluate(focus).string == opener)
                    }
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("Ctrl K finds a service, arrows choose, Enter goes there; what was typed elsewhere is not lost to it")
        func palette() async throws {
            try await ServerFixture.run("browser-palette") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("services")
                    try await page.press("k", control: true)
                    try await page.type("jelly", into: "dialog input")
                    try await page.find("dialog [role=option]")
                    try await page.press("ArrowDown")
                    let second = "document.querySelectorAll('dialog [role=option]')[1].getAttribute('aria-selected')"
                    try await page.wait(for: "\(second) === 'true'", "the second command is chosen")
                    try await page.press("ArrowUp")
                    try await page.press("Enter")
                    try await page.wait(for: "location.hash === '#/services/jellyfin'", "the service's page is there")
                    try await page.wait(for: "!document.querySelector('dialog')", "the palette is gone")

                    try await page.click(element("edit-limits"))
                    try await page.type("12", into: element("limit-processes"))
                    try await page.press("k", control: true)
                    #expect(try await page.text("dialog").contains("12"))
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("the first Tab offers the way past the navigation, and a change of page moves the focus there")
        func skipping() async throws {
            try await ServerFixture.run("browser-skip") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("services")
                    try await page.press("Tab")
                    #expect(try await page.evaluate("document.activeElement.className").string == "skip")
                    try await page.press("Enter")
                    try await page.wait(for: "document.activeElement.tagName === 'MAIN'", "the content has the focus")
                    try await page.evaluate("location.hash = '#/system'")
                    try await page.wait(for: "document.querySelector('h1')?.innerText === 'System'", "the page changed")
                    #expect(try await page.evaluate("document.activeElement.tagName").string == "MAIN")
                    #expect(try await page.evaluate("document.title").string == "System · Calm Harbour")
                }
            }
        }

        @Test("who asks for less motion gets none")
        func reducedMotion() async throws {
            try await ServerFixture.run("browser-motion") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("service-installing")
                    #expect(try await page.evaluate("document.getAnimations().length").integer ?? 0 > 0)
                    try await page.prefer("prefers-reduced-motion", "reduce")
                    try await page.wait(for: "document.getAnimations().length === 0", "nothing moves")
                }
            }
        }
    }
}
