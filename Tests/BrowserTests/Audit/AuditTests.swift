import JSONValues
import TestSupport
import Testing

extension BrowserTests {
    @Suite("Everybody can use every screen")
    struct AuditTests {
        @Test(
            "each screen, light and dark, passes the audit and keeps its picture",
            arguments: [Screen.smallPhone, .desktop])
        func everyScreen(screen: Screen) async throws {
            try await ServerFixture.run("browser-audit-\(screen)") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(screen)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    let names = try await staged.names()
                    #expect(names.count > 30)
                    for name in names {
                        try await page.prefer(dark: false)
                        try await staged.show(name)
                        for isDark in [false, true] {
                            try await page.prefer(dark: isDark)
                            // Before the audit moves the focus.
                            try await page.picture("\(name)-\(screen)-\(isDark ? "dark" : "light")")
                            let findings = Set(try await Audit.findings(on: page))
                            #expect(findings.isEmpty, "\(name), \(isDark ? "dark" : "light"):\n\(lines(findings))")
                        }
                        let unreached = try await Audit.unreachable(on: page)
                        #expect(unreached.isEmpty, "\(name):\n\(lines(unreached))")
                    }
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("nothing is lost between the phone and the desk, nor at twice the size of the text")
        func otherSizes() async throws {
            try await ServerFixture.run("browser-sizes") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let sizes: [(String, Screen)] = [
                        ("large-phone", Screen(width: 412, height: 915, isPhone: true)),
                        ("tablet", Screen(width: 768, height: 1024)),
                        // 1440 × 900 at a zoom of 200 %.
                        ("zoomed", Screen(width: 720, height: 450)),
                        ("wide", Screen(width: 2560, height: 1440)),
                    ]
                    for (name, size) in sizes {
                        let page = try await browser.page(size)
                        let staged = try await StagedPage(page, address: "\(server.address)")
                        for screen in ["services", "service-long", "system", "dialog-action"] {
                            try await staged.show(screen)
                            try await page.picture("\(screen)-\(name)-light")
                            let findings = Set(try await Audit.findings(on: page))
                            #expect(findings.isEmpty, "\(screen), \(name):\n\(lines(findings))")
                        }
                    }
                }
            }
        }

        private func lines(_ findings: some Sequence<Audit.Finding>) -> String {
            findings.map(\.description).sorted().joined(separator: "\n")
        }
    }
}
