import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

/// The page in a real browser in front of a real server.
@Suite("Browser", .serialized, .timeLimit(.minutes(5)))
enum BrowserTests {
    static let password = "correct horse battery"
    static let exerciser = "abi-exerciser"
    static let live = element("connection") + "[data-state=live]"

    static func status(_ id: String, _ status: String) -> String {
        element("service-card-\(id)") + " \(element("service-status"))[data-status=\(status)]"
    }

    /// Sets the password by the machine itself, for tests that begin later.
    static func setUp(_ server: ServerFixture) async throws {
        _ = try await server.client.call(
            Methods.Server.setUp, SetUpParameters(code: server.setupCode(), password: password))
    }

    /// Opens the page and logs in.
    static func logIn(_ page: Page, at server: ServerFixture) async throws {
        try await page.open("\(server.address)/")
        try await page.type(password, into: element("login-password"))
        try await page.click(element("login-submit"))
        try await page.find(live)
    }
}
