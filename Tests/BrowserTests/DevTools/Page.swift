import Errors
import Foundation
import JSONValues
import SystemPackage
import TestSupport

/// One page of a browser.
struct Page: Sendable {
    private let browser: Browser
    private let session: String
    /// What it shares with other pages.
    let context: JSON

    init(browser: Browser, session: String, context: JSON) {
        self.browser = browser
        self.session = session
        self.context = context
    }

    func prepare(_ screen: Screen) async throws {
        for domain in ["Page", "Runtime", "DOM"] { try await call("\(domain).enable") }
        // As if its window were in front, whatever other pages there are: the focus is drawn.
        try await call("Emulation.setFocusEmulationEnabled", ["enabled": true])
        try await resize(to: screen)
    }

    func resize(to screen: Screen) async throws {
        try await call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": JSON(screen.width), "height": JSON(screen.height), "deviceScaleFactor": screen.isPhone ? 2 : 1,
                "mobile": .bool(screen.isPhone),
            ])
    }

    /// What the system of the person prefers.
    func prefer(dark: Bool) async throws {
        try await prefer("prefers-color-scheme", dark ? "dark" : "light")
    }

    /// Sets a media feature, such as `prefers-reduced-motion`, as if the system had it so.
    func prefer(_ feature: String, _ value: String) async throws {
        try await call(
            "Emulation.setEmulatedMedia", ["features": [["name": .string(feature), "value": .string(value)]]])
    }

    /// Runs a script in every document of this page, before the document's own.
    func runBeforeEveryPage(_ script: String) async throws {
        try await call("Page.addScriptToEvaluateOnNewDocument", ["source": .string(script)])
    }

    /// Shows a document of the test's own.
    func show(html: String) async throws {
        try await open("data:text/html;base64,\(Data(html.utf8).base64EncodedString())")
    }

    /// What the browser hands to assistive technology.
    func accessibilityTree() async throws -> [JSON] {
        try await call("Accessibility.getFullAXTree")["nodes"]?.array ?? []
    }

    /// Goes to an address and waits until it is loaded.
    func open(_ address: String) async throws {
        let result = try await call("Page.navigate", ["url": .string(address)])
        if let error = result["errorText"]?.string { throw StartError(.network, "\(address): \(error)") }
        _ = try await evaluate(
            """
            document.readyState === "complete" ? true
                : new Promise((resolve) => addEventListener("load", () => resolve(true), { once: true }))
            """)
    }

    /// Exceptions that nobody on the page caught.
    func problems() async -> [String] {
        await browser.problems(of: session)
    }

    // MARK: Looking

    /// The value of an expression; a promise is waited for.
    @discardableResult
    func evaluate(_ expression: String) async throws -> JSON {
        let parameters: JSON = [
            "expression": .string(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true,
        ]
        let reply = try await call("Runtime.evaluate", parameters)
        if let problem = reply["exceptionDetails"] {
            let words = problem["exception"]?["description"]?.string ?? problem.text
            throw StartError(.javascript, "\(expression.prefix(200)): \(words)")
        }
        return reply["result"]?["value"] ?? .null
    }

    /// Waits until an expression is truthy, told by the page's own changes, and returns its value.
    ///
    /// - Throws: `timeout` with the words on the page.
    @discardableResult
    func wait(
        for expression: String, _ what: String, within limit: Duration = .seconds(45)
    ) async throws -> JSON {
        let script = """
            new Promise((resolve, reject) => {
                const look = () => {
                    let value
                    try { value = \(expression) } catch (error) { observer.disconnect(); return reject(error) }
                    if (!value) return
                    observer.disconnect()
                    resolve(value instanceof Element ? true : value)
                }
                const observer = new MutationObserver(look)
                observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
                look()
            })
            """
        do {
            return try await TestSupport.within(limit, what) { try await evaluate(script) }
        } catch {
            let words = (try? await evaluate("document.body.innerText").string) ?? "nothing"
            throw StartError(.timeout, "\(what): \(error)\nThe page says:\n\(words.prefix(2000))")
        }
    }

    /// Waits for an element.
    func find(_ selector: String, within limit: Duration = .seconds(45)) async throws {
        try await wait(for: "document.querySelector(\(quoted(selector)))", "\(selector) is there", within: limit)
    }

    func exists(_ selector: String) async throws -> Bool {
        try await evaluate("document.querySelector(\(quoted(selector))) !== null").bool == true
    }

    /// The words of an element, with what stands in its fields.
    func text(_ selector: String) async throws -> String {
        let script = """
            (() => {
                const element = document.querySelector(\(quoted(selector)))
                const fields = [...element.querySelectorAll("input, textarea")].map((field) => field.value)
                return [element.innerText, ...fields].join("\\n")
            })()
            """
        return try await evaluate(script).string ?? ""
    }

    // MARK: Doing

    /// Clicks in the middle of an element with the mouse, as soon as it is there, on top and not disabled.
    func click(_ selector: String) async throws {
        try await find("\(selector):not([disabled]):not([aria-disabled=true])")
        let place = try await evaluate(
            """
            (() => {
                const element = document.querySelector(\(quoted(selector)))
                element.scrollIntoView({ block: "center", behavior: "instant" })
                const box = element.getBoundingClientRect()
                const x = box.x + box.width / 2, y = box.y + box.height / 2
                const top = document.elementFromPoint(x, y)
                const hit = top !== null && (element.contains(top) || top.contains(element))
                return { x, y, hit, top: top?.outerHTML.slice(0, 200) ?? "nothing" }
            })()
            """)
        guard place["hit"]?.bool == true, let x = place["x"], let y = place["y"] else {
            throw StartError(.javascript, "\(selector) is covered by \(place["top"]?.string ?? "?").")
        }
        for kind in ["mousePressed", "mouseReleased"] {
            try await call(
                "Input.dispatchMouseEvent",
                ["type": .string(kind), "x": x, "y": y, "button": "left", "clickCount": 1])
        }
    }

    /// Presses and lets go of a key with a name, such as `Tab`, or a letter.
    func press(_ key: String, control: Bool = false, shift: Bool = false) async throws {
        let codes = ["Backspace": 8, "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowUp": 38, "ArrowDown": 40]
        let code = codes[key] ?? Int(key.uppercased().unicodeScalars.first?.value ?? 0)
        var event: JSON = [
            "key": .string(key), "code": .string(key), "windowsVirtualKeyCode": JSON(code),
            "modifiers": JSON((control ? 2 : 0) + (shift ? 8 : 0)),
        ]
        // Enter works a button only when it comes as text.
        if key == "Enter" { event["text"] = "\r" }
        event["type"] = key == "Enter" ? "keyDown" : "rawKeyDown"
        try await call("Input.dispatchKeyEvent", event)
        event["type"] = "keyUp"
        event["text"] = nil
        try await call("Input.dispatchKeyEvent", event)
    }

    /// Drops files of this machine in the middle of the page.
    func drop(_ files: [FilePath]) async throws {
        let data: JSON = [
            "items": [], "files": .array(files.map { .string($0.string) }), "dragOperationsMask": 1,
        ]
        for kind in ["dragEnter", "dragOver", "drop"] {
            try await call(
                "Input.dispatchDragEvent", ["type": .string(kind), "x": 200, "y": 300, "data": data])
        }
    }

    /// Types into a field in place of what is in it.
    func type(_ text: String, into selector: String) async throws {
        try await find(selector)
        try await evaluate(
            "(() => { const field = document.querySelector(\(quoted(selector))); field.focus(); field.select() })()")
        try await call("Input.insertText", ["text": .string(text)])
    }

    /// Chooses a file of this machine in a file input.
    func choose(_ file: FilePath, in selector: String) async throws {
        try await find(selector)
        let element = try await call(
            "Runtime.evaluate", ["expression": .string("document.querySelector(\(quoted(selector)))")])
        try await call(
            "DOM.setFileInputFiles",
            ["files": [.string(file.string)], "objectId": element["result"]?["objectId"] ?? .null])
    }

    /// Waits until what was just changed is drawn, and brings what still moves to its end.
    func settle() async throws {
        try await evaluate(
            """
            new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
                for (const animation of document.getAnimations()) {
                    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish()
                }
                resolve(true)
            })))
            """)
    }

    /// Keeps a picture of what is on the screen as `build/screenshots/<name>.png`.
    func picture(_ name: String) async throws {
        try await settle()
        let reply = try await call("Page.captureScreenshot", ["format": "png"])
        guard let data = Data(base64Encoded: reply["data"]?.string ?? "") else {
            throw StartError(.deserialization, "The browser gave no picture.")
        }
        try data.write(to: URL(fileURLWithPath: Prerequisites.results("screenshots").appending("\(name).png").string))
    }

    /// How far the page is wider than the screen, in CSS pixels.
    func overflow() async throws -> Int {
        let script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return try await evaluate(script).integer ?? .max
    }

    @discardableResult
    private func call(_ method: String, _ parameters: JSON = [:]) async throws -> JSON {
        try await browser.call(method, parameters, session: session)
    }

    private func quoted(_ text: String) -> String {
        JSON.string(text).text
    }
}

/// The element with a test id, below another one if given.
func element(_ id: String, in parent: String? = nil) -> String {
    (parent.map { "\(element($0)) " } ?? "") + "[data-testid=\"\(id)\"]"
}
