import Errors
import Foundation
import JSONValues
import SystemPackage
import TestSupport

/// A page whose server is played inside the browser, for states that a real one cannot be brought into quickly.
///
/// The scripts stand in `web/tests/browser`, where they are checked against the types of the real server.
struct StagedPage: Sendable {
    let page: Page
    private let address: String

    /// - Parameter address: Where a real server hands out the page; nothing else is asked of it.
    init(_ page: Page, address: String) async throws {
        self.page = page
        self.address = address
        for name in ["screens", "stage", "audit", "renders"] {
            try await page.runBeforeEveryPage(try Self.script(name))
        }
    }

    static func script(_ name: String) throws -> String {
        let path = Prerequisites.checkout.appending("web/tests/browser/\(name).js")
        return try String(contentsOfFile: path.string, encoding: .utf8)
    }

    /// The names of all screens.
    func names() async throws -> [String] {
        try await page.open("\(address)/?screen=services")
        return try await page.evaluate("screens.names").array?.compactMap(\.string) ?? []
    }

    /// Goes to a screen the way a person would.
    func show(_ name: String) async throws {
        try await page.open("\(address)/?screen=\(name)")
        do {
            _ = try await within(.seconds(20), "the screen \(name) stands") {
                try await page.evaluate("screens.ready()")
            }
        } catch {
            let words = (try? await page.evaluate("document.body.innerText").string) ?? "nothing"
            throw StartError(.timeout, "\(error)\nThe page says:\n\(words.prefix(1000))")
        }
    }
}
