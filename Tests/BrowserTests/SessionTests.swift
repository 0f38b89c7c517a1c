import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

extension BrowserTests {
    @Suite("Sessions and connections")
    struct SessionTests {
        @Test("log in wrong and right, log out", arguments: [Screen.desktop, .phone])
        func logInAndOut(screen: Screen) async throws {
            try await ServerFixture.run("browser-log-in-\(screen)") { server in
                try await setUp(server)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(screen)
                    try await page.open("\(server.address)/")
                    try await page.type("not the password", into: element("login-password"))
                    try await page.click(element("login-submit"))
                    try await page.find("[data-testid=login-password][aria-invalid=true]")
                    try await page.picture("\(screen)-20-wrong-password")
                    try await page.type(password, into: element("login-password"))
                    try await page.click(element("login-submit"))
                    try await page.find(live)
                    // A reload keeps the session.
                    try await page.open("\(server.address)/#/system")
                    try await page.find(element("log-out"))
                    try await page.picture("\(screen)-21-system")
                    #expect(try await page.overflow() <= 0)
                    try await page.click(element("log-out"))
                    try await page.find(element("login-password"))
                    #expect(try await server.client.call(Methods.Authentication.sessions).sessions.count == 1)
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("a daemon that is killed: the page says so and heals by itself")
        func connectionLost() async throws {
            try await ServerFixture.run("browser-connection-lost") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await server.startHealthy(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await logIn(page, at: server)
                    try await page.find(status(exerciser, "running"))
                    try await page.evaluate("window.isTheSamePage = true")
                    try await server.end(9)
                    try await page.find(element("connection") + "[data-state=lost]")
                    try await page.picture("desktop-22-connection-lost")
                    // What was known stays on the screen.
                    #expect(try await page.exists(status(exerciser, "running")))
                    try await server.startAgain()
                    try await page.find(live)
                    _ = try await server.stop(exerciser)
                    try await page.find(status(exerciser, "stopped"))
                    #expect(try await page.evaluate("window.isTheSamePage").bool == true)
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("two browsers see each other's changes without a reload")
        func twoBrowsers() async throws {
            try await ServerFixture.run("browser-two") { server in
                try await setUp(server)
                try await server.install(exerciser)
                try await Browser.run(in: server.slot.root) { browser in
                    let first = try await browser.page(.desktop)
                    let second = try await browser.page(.phone)
                    try await logIn(first, at: server)
                    try await logIn(second, at: server)
                    try await second.find(status(exerciser, "stopped"))
                    try await first.click(element("start", in: "service-card-\(exerciser)"))
                    try await second.find(status(exerciser, "running"))
                    try await second.open("\(server.address)/#/services/\(exerciser)")
                    try await second.click(element("stop"))
                    try await first.find(status(exerciser, "stopped"))
                    #expect(await first.problems() + second.problems() == [])
                }
            }
        }
    }
}
