import JSONValues
import RPCClient
import RPCMethods
import ServerDocument
import TestSupport
import Testing

extension BrowserTests {
    @Suite("The page says what is so")
    struct TruthTests {
        @Test("a service's use is live, and its limits are changed from its page")
        func usageAndLimits() async throws {
            try await ServerFixture.run("browser-usage") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await logIn(page, at: server)
                    try await page.find(element("trickle-\(exerciser)"))
                    #expect(try await page.text(element("health")) == "Your service is well")
                    try await page.open("\(server.address)/#/services/\(exerciser)")
                    try await page.click(element("edit-limits"))
                    try await page.type("300", into: element("limit-memory"))
                    try await page.evaluate(
                        """
                        (() => {
                            const unit = document.querySelector("dialog select")
                            unit.value = "MB"
                            unit.dispatchEvent(new Event("change", { bubbles: true }))
                        })()
                        """)
                    try await page.type("200", into: element("limit-processes"))
                    try await page.click(element("limits-save"))
                    try await page.wait(for: "!document.querySelector('dialog')", "the limits are saved")
                    #expect(try await server.entry(exerciser).limits?.memory == 300_000_000)
                    #expect(try await server.entry(exerciser).limits?.processes == 200)
                    try await page.wait(
                        for: "document.querySelector('\(element("usage"))').innerText.includes('of 300 MB')",
                        "the new limit is shown beside what is used")
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("stopped is not called well, and a lost connection greys out what is no longer known")
        func healthAndStaleness() async throws {
            try await ServerFixture.run("browser-truth") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("services-well")
                    #expect(try await page.text(element("health")) == "All 2 services are well")
                    let stopped = "{ desired: { main: 'stopped' }, started: null, health: {} }"
                    try await page.evaluate(
                        "stage.patch([{ op: 'replace', path: '/packageData/radicale/statusInfo', value: \(stopped) }])")
                    try await page.wait(
                        for:
                            "document.querySelector('\(element("health"))').innerText === '1 service is well, 1 stopped'",
                        "the sentence tells of the stopped one")
                    let colour =
                        "getComputedStyle(document.querySelector('\(element("service-card-syncthing")) .status')).color"
                    let live = try await page.evaluate(colour).string
                    try await page.evaluate("stage.loseConnection()")
                    try await page.find(element("connection") + "[data-state=lost]")
                    #expect(try await page.evaluate(colour).string != live)
                    #expect(try await page.text(element("health")) == "This may be out of date")
                    try await page.evaluate("stage.restoreConnection()")
                    try await page.find(BrowserTests.live)
                    #expect(try await page.evaluate(colour).string == live)
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("a service that waits to be started again says why and until when, and can be tried now")
        func retry() async throws {
            try await ServerFixture.run("browser-retry") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("service-retrying")
                    let words = try await page.text(element("retry"))
                    #expect(words.contains("Mail failed 4 times in a row"))
                    #expect(words.contains("exit status 1"))
                    let seconds =
                        "Number(/in (\\d+) sec/.exec(document.querySelector('\(element("retry"))').innerText)?.[1])"
                    let before = try await page.evaluate(seconds).integer ?? 0
                    #expect(before > 20 && before <= 47)
                    try await page.wait(for: "\(seconds) < \(before)", "the time counts down")
                    try await page.click(element("try-now"))
                    try await page.wait(
                        for: "calls.some((call) => call.includes('package.start') && call.includes('mail'))",
                        "it is started")
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("logs are searched by the server and filtered by level, and found words are marked")
        func logs() async throws {
            try await ServerFixture.run("browser-logs") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.phone)
                    try await logIn(page, at: server)
                    try await page.open("\(server.address)/#/services/\(exerciser)")
                    let lines = "document.querySelectorAll('.log-line').length"
                    try await page.wait(for: "\(lines) > 1", "the log has lines")
                    let word =
                        try await page.evaluate(
                            "document.querySelector('.log-line span').innerText.match(/[A-Za-z]{4,}/)[0]"
                        ).string ?? ""
                    try await page.type(word.uppercased(), into: element("log-search"))
                    try await page.wait(
                        for:
                            "[...document.querySelectorAll('.log-line')].every((line) => line.querySelector('mark')) && \(lines) > 0",
                        "every line has the word, and it is marked")
                    try await page.type("there is no such line", into: element("log-search"))
                    try await page.wait(for: "\(lines) === 0 && document.querySelector('.log-empty')", "nothing fits")
                    try await page.type("", into: element("log-search"))
                    try await page.press("Backspace")
                    try await page.wait(for: "\(lines) > 1", "all lines are back")
                    try await page.click(element("log-pause"))
                    try await page.click(element("log-follow"))
                    try await page.find(element("log-pause"))
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("the password is changed, and the old one is over")
        func password() async throws {
            try await ServerFixture.run("browser-password") { server in
                try await setUp(server)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.phone)
                    try await logIn(page, at: server)
                    try await page.open("\(server.address)/#/system")
                    try await page.click(element("change-password"))
                    try await page.type("not the password", into: element("old-password"))
                    try await page.type("a new long password", into: element("new-password"))
                    try await page.type("a new long password", into: element("repeated-password"))
                    try await page.click(element("password-save"))
                    try await page.find("[data-testid=old-password][aria-invalid=true]")
                    try await page.type(BrowserTests.password, into: element("old-password"))
                    try await page.click(element("password-save"))
                    try await page.wait(for: "!document.querySelector('dialog')", "the password is changed")
                    try await page.find(".notice")
                    try await page.click(element("log-out"))
                    try await page.type(BrowserTests.password, into: element("login-password"))
                    try await page.click(element("login-submit"))
                    try await page.find("[data-testid=login-password][aria-invalid=true]")
                    try await page.type("a new long password", into: element("login-password"))
                    try await page.click(element("login-submit"))
                    try await page.find(BrowserTests.live)
                    #expect(await page.problems() == [])
                }
            }
        }
    }
}
