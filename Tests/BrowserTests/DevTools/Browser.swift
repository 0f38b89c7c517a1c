import Errors
import Foundation
import Glibc
import JSONValues
import RPCClient
import SystemPackage
import TestSupport

/// A headless Chromium, driven over the Chrome DevTools Protocol.
actor Browser {
    private let process: DaemonProcess
    private let socket: WebSocketConnection
    private var calls: [Int: CheckedContinuation<JSON, any Error>] = [:]
    private var lastCall = 0
    private var reader: Task<Void, Never>?
    /// Errors that pages reported, by session.
    private var problems: [String: [String]] = [:]

    /// Runs `body` with a fresh browser whose profile is below `folder`.
    static func run(in folder: FilePath, _ body: (Browser) async throws -> Void) async throws {
        let profile = folder.appending("browser-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: profile.string, withIntermediateDirectories: true)
        let process = try DaemonProcess(
            "/usr/bin/chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--password-store=basic", "--remote-debugging-port=0", "--user-data-dir=\(profile)", "about:blank",
            ],
            log: profile.appending("browser.log"))
        let result: Result<Void, any Error>
        do {
            let prefix = "DevTools listening on "
            let address = try await eventually(.seconds(60), "the browser says where it listens") { () -> String? in
                process.lastWords.split(separator: "\n").first { $0.hasPrefix(prefix) }.map {
                    String($0.dropFirst(prefix.count))
                }
            }
            let browser = Browser(process, try await WebSocketConnector.connect(address))
            await browser.read()
            do {
                try await body(browser)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await browser.close()
        } catch {
            result = .failure(StartError(.unknown, "The browser does not run: \(error)\n\(process.lastWords)"))
        }
        process.signal(SIGKILL)
        _ = try? await process.end()
        try result.get()
    }

    private init(_ process: DaemonProcess, _ socket: WebSocketConnection) {
        self.process = process
        self.socket = socket
    }

    /// A page of its own: nothing is shared with other pages, as if it were another person's browser.
    func page(_ screen: Screen) async throws -> Page {
        let context = try await call("Target.createBrowserContext", [:])["browserContextId"] ?? .null
        return try await page(screen, in: context)
    }

    /// A page that shares cookies with the other pages of `context`.
    func page(_ screen: Screen, in context: JSON) async throws -> Page {
        let target = try await call("Target.createTarget", ["url": "about:blank", "browserContextId": context])
        let attached = try await call(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true])
        guard let session = attached["sessionId"]?.string else {
            throw StartError(.unknown, "The browser gave no session: \(attached.text)")
        }
        let page = Page(browser: self, session: session, context: context)
        try await page.prepare(screen)
        return page
    }

    /// Calls a method of the protocol and returns its result.
    func call(_ method: String, _ parameters: JSON, session: String? = nil) async throws -> JSON {
        lastCall += 1
        let id = lastCall
        var request: JSON = ["id": JSON(id), "method": .string(method), "params": parameters]
        if let session { request["sessionId"] = .string(session) }
        let text = request.text
        let reply = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<JSON, any Error>) in
            calls[id] = continuation
            Task {
                do {
                    try await socket.send(.text(text))
                } catch {
                    fail(id, error)
                }
            }
        }
        if let error = reply["error"] {
            throw StartError(.javascript, "\(method): \(error["message"]?.string ?? error.text)")
        }
        return reply["result"] ?? .null
    }

    /// What went wrong on a page by itself: exceptions that nobody caught.
    func problems(of session: String) -> [String] {
        problems[session] ?? []
    }

    private func read() {
        reader = Task {
            do {
                for try await message in socket.messages {
                    if case .text(let text) = message { receive(try JSON(parsing: text)) }
                }
                failAll(StartError(.network, "The browser closed the connection."))
            } catch {
                failAll(error)
            }
        }
    }

    private func receive(_ message: JSON) {
        if let id = message["id"]?.integer {
            calls.removeValue(forKey: id)?.resume(returning: message)
        } else if message["method"]?.string == "Runtime.exceptionThrown", let session = message["sessionId"]?.string {
            problems[session, default: []].append(message["params"]?["exceptionDetails"]?.text ?? message.text)
        } else if message["method"]?.string == "Page.javascriptDialogOpening",
            let session = message["sessionId"]?.string
        {
            // A page that asks before it is left is left.
            Task { try? await call("Page.handleJavaScriptDialog", ["accept": true], session: session) }
        }
    }

    private func fail(_ id: Int, _ error: any Error) {
        calls.removeValue(forKey: id)?.resume(throwing: error)
    }

    private func failAll(_ error: any Error) {
        for id in Array(calls.keys) { fail(id, error) }
    }

    private func close() async {
        reader?.cancel()
        failAll(CancellationError())
        await socket.close()
    }
}

/// The size of a screen in CSS pixels.
struct Screen: Hashable, Sendable, CustomStringConvertible {
    let width: Int
    let height: Int
    var isPhone = false

    static let desktop = Screen(width: 1440, height: 900)
    static let phone = Screen(width: 390, height: 844, isPhone: true)
    static let smallPhone = Screen(width: 360, height: 740, isPhone: true)

    var description: String { isPhone ? "phone" : "desktop" }
}
