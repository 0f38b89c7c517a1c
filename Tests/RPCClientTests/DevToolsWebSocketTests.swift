import Errors
import Foundation
import JSONValues
import RPCClient
import Testing

/// The WebSocket client against a WebSocket server that others wrote: the debugger of a browser.
@Suite(.serialized) struct DevToolsWebSocketTests {
    @Test(.timeLimit(.minutes(1)))
    func carriesSmallAndLargeMessages() async throws {
        let browser = try Browser()
        defer { browser.end() }
        let socket = try await WebSocketConnector.connect(browser.url)
        var messages = socket.messages.makeAsyncIterator()

        func call(_ id: Int, _ method: String, _ parameters: JSON, _ session: String? = nil) async throws -> JSON {
            var request: JSON = ["id": JSON(id), "method": .string(method), "params": parameters]
            if let session { request["sessionId"] = .string(session) }
            try await socket.send(.text(request.text))
            while let message = try await messages.next() {
                guard case .text(let text) = message else { continue }
                let reply = try JSON(parsing: text)
                if reply["id"]?.integer == id { return try #require(reply["result"], "\(text.prefix(500))") }
            }
            throw StartError(.network, "The browser went away.")
        }

        let version = try await call(1, "Browser.getVersion", [:])
        #expect(version["product"]?.string?.contains("Chrome") == true)

        let target = try await call(2, "Target.createTarget", ["url": "about:blank"])
        let session = try await call(
            3, "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true])
        let sessionID = try #require(session["sessionId"]?.string)
        for length in [1, 125, 126, 65_535, 65_536, 20 << 20] {
            let expression = "'x'.repeat(\(length))"
            let parameters: JSON = ["expression": .string(expression), "returnByValue": true]
            let result = try await call(1000 + length, "Runtime.evaluate", parameters, sessionID)
            #expect(result["result"]?["value"]?.string?.utf8.count == length)
        }
        let long = String(repeating: "ü", count: 1 << 20)
        let expression: JSON = ["expression": .string("'\(long)'.length"), "returnByValue": true]
        let result = try await call(4, "Runtime.evaluate", expression, sessionID)
        #expect(result["result"]?["value"]?.integer == 1 << 20)
        await socket.close()
        #expect(try await messages.next() == nil || socket.closing != nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func reportsARefusedUpgradeAndAClosedPort() async throws {
        let browser = try Browser()
        let origin = browser.url.prefix { $0 != "d" }  // ws://127.0.0.1:port/
        await #expect(throws: StartError.self) {
            _ = try await WebSocketConnector.connect("\(origin)nothing-here")
        }
        let socket = try await WebSocketConnector.connect(browser.url)
        browser.end()
        // However the browser goes, the reader comes to an end.
        do {
            for try await _ in socket.messages {}
        } catch {
            #expect((error as? StartError)?.code == .network)
        }
        await #expect { _ = try await WebSocketConnector.connect(browser.url) } throws: {
            ($0 as? StartError)?.code == .network
        }
    }
}

/// A headless browser whose debugger listens on a port of its own.
private final class Browser {
    let url: String
    private let process = Process()
    private let profile: URL

    init() throws {
        profile = FileManager.default.temporaryDirectory.appendingPathComponent("browser-\(UUID().uuidString)")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/chromium")
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
            "--user-data-dir=\(profile.path)", "about:blank",
        ]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var text = ""
        var found: String?
        while found == nil {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
            let marker = "DevTools listening on "
            if let line = text.split(separator: "\n").first(where: { $0.contains(marker) }), text.hasSuffix("\n") {
                found = line.components(separatedBy: marker).last
            }
        }
        guard let found else {
            throw StartError(.notFound, "The browser opened no debugger: \(text)")
        }
        url = found
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    }

    func end() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: profile)
    }
}
