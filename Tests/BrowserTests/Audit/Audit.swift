import Errors
import JSONValues

/// What keeps people from using a page, found by `web/tests/browser/audit.js` in the document and by `AccessibilityTree`
/// in what assistive technology hears.
enum Audit {
    struct Finding: Hashable, CustomStringConvertible {
        let rule: String
        let place: String
        let problem: String

        var description: String { "\(rule): \(place): \(problem)" }
    }

    static func findings(on page: Page) async throws -> [Finding] {
        let found = try await page.evaluate("audit()").array ?? []
        let seen = found.map { finding in
            Finding(
                rule: finding["rule"]?.string ?? "?", place: finding["where"]?.string ?? "?",
                problem: finding["what"]?.string ?? "?")
        }
        return seen + AccessibilityTree.findings(in: try await page.accessibilityTree())
    }

    /// Presses the Tab key through the page and names what it does not reach.
    static func unreachable(on page: Page) async throws -> [Finding] {
        let targets = try await page.evaluate("focusTargets()").array?.compactMap(\.string) ?? []
        // From the start of the page, or of the dialog that is open.
        try await page.evaluate(
            """
            (() => {
                const scope = document.querySelector("dialog[open]") ?? document.body
                const start = document.createElement("span")
                start.tabIndex = -1
                scope.prepend(start)
                start.focus({ preventScroll: true })
                start.addEventListener("blur", () => start.remove(), { once: true })
                window.reached = new Set()
                addEventListener("focusin", ({ target }) => {
                    const index = target.getAttribute?.("data-focus-target")
                    if (index !== null) window.reached.add(Number(index))
                })
            })()
            """)
        for _ in 0..<(targets.count + 3) { try await page.press("Tab") }
        let reached = Set(try await page.evaluate("[...reached]").array?.compactMap(\.integer) ?? [])
        return targets.indices.filter { !reached.contains($0) }.map {
            Finding(rule: "tab-order", place: targets[$0], problem: "The Tab key does not reach it.")
        }
    }
}
