import JSONValues

/// The tree that the browser hands to assistive technology, as `Accessibility.getFullAXTree` returns it.
enum AccessibilityTree {
    /// Roles that mean nothing without a name.
    private static let named: Set<String> = [
        "button", "link", "textbox", "searchbox", "combobox", "ComboBoxMenuButton", "checkbox",
        "radio",
        "switch", "slider", "spinbutton", "option", "dialog", "alertdialog", "image", "img", "progressbar",
        "ProgressIndicator", "meter", "Meter", "listbox", "radiogroup", "log", "navigation", "DisclosureTriangle",
        "ColorWell", "Date", "DateTime", "InputTime",
    ]

    static func findings(in nodes: [JSON]) -> [Audit.Finding] {
        nodes.compactMap { node in
            guard node["ignored"]?.bool != true else { return nil }
            let role = node["role"]?["value"]?.string ?? ""
            let name = (node["name"]?["value"]?.string ?? "").filter { !$0.isWhitespace }
            if named.contains(role), name.isEmpty {
                return Audit.Finding(rule: "name", place: place(of: node), problem: "The \(role) has no name.")
            }
            if ["generic", "none", ""].contains(role), isFocusable(node) {
                return Audit.Finding(
                    rule: "role", place: place(of: node), problem: "It takes the focus and has no role.")
            }
            return nil
        }
    }

    private static func isFocusable(_ node: JSON) -> Bool {
        let properties = node["properties"]?.array ?? []
        return properties.contains { $0["name"]?.string == "focusable" && $0["value"]?["value"]?.bool == true }
    }

    private static func place(of node: JSON) -> String {
        "node \(node["backendDOMNodeId"]?.text ?? "?") \(node["name"]?["value"]?.string ?? "")"
    }
}
