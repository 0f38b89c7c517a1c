import JSONValues
import ServerDocument
import Yams

extension Checker {
    mutating func check(_ scalar: Node.Scalar, _ node: Node, _ shape: Shape, _ path: [String]) -> JSON? {
        let text = scalar.string
        if node.isNull {
            if case .text(.any) = shape { return "" }
            return fail(node, path, "is empty; it must be \(shape.kind)")
        }
        switch shape {
        case .text(let rule):
            return check(text, rule, node, path)
        case .boolean:
            if scalar.style == .plain, let value = ["true": true, "false": false][text] { return .bool(value) }
            return fail(node, path, "must be true or false, not \(node.kind)")
        case .integer(let range):
            guard let value = Int(text), range.contains(value) else {
                return fail(
                    node, path,
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(node.kind)")
            }
            return JSON(value)
        case .number:
            if let value = Self.number(text) { return value }
            return fail(node, path, "must be a number, not \(node.kind)")
        case .scalar:
            guard scalar.style == .plain else { return .string(text) }
            if let value = ["true": true, "false": false][text] { return .bool(value) }
            return Self.number(text) ?? .string(text)
        case .duration:
            guard let milliseconds = Quantities.duration(text) else {
                return fail(node, path, "must be a time such as 500ms, 30s, 2m or 1h, not \(node.kind)")
            }
            return JSON(milliseconds)
        case .size:
            guard let bytes = Quantities.size(text) else {
                return fail(node, path, "must be an amount such as 512M or 2G, not \(node.kind)")
            }
            return JSON(bytes)
        case .mode:
            guard let mode = Quantities.mode(text) else {
                return fail(node, path, "must be permissions such as 0750, not \(node.kind)")
            }
            return JSON(mode)
        case .choice(let words):
            if words.contains(text) { return .string(text) }
            let near = CloseWords.nearest(to: text, in: words).map { "; did you mean \($0)?" } ?? ""
            return fail(node, path, "must be \(words.list), not \(node.kind)\(near)")
        case .reference(let definition):
            places.references.append(Reference(name: text, definition: definition, place: Place(node)))
            return .string(text)
        case .list, .map, .record, .either, .variants:
            return nil
        }
    }

    private mutating func check(_ text: String, _ rule: TextRule, _ node: Node, _ path: [String]) -> JSON? {
        guard rule.allows(text) else {
            let problem = rule.rule.map { "must be \($0)" } ?? "must not be empty"
            return fail(node, path, text.isEmpty ? problem : "\(problem), not \"\(text.prefix(60))\"")
        }
        guard !text.unicodeScalars.contains("\0") else { return fail(node, path, "holds a NUL character") }
        if case .template(let scope) = rule {
            places.templates.append(UsedTemplate(text: text, scope: scope, path: path, place: Place(node)))
        }
        if rule == .versionRange, let problem = VersionSyntax.problem(inRange: text) {
            return fail(
                node, path,
                "must be a range of versions such as >=1.2:0 && <2:0; \(problem.hasSuffix(".") ? String(problem.dropLast()) : problem)"
            )
        }
        return .string(text)
    }

    private static func number(_ text: String) -> JSON? {
        if let integer = Int64(text), text.first != "+" { return .integer(integer) }
        guard let first = text.first, first.isNumber || "-.".contains(first), let number = Double(text), number.isFinite
        else { return nil }
        return .number(number)
    }
}

extension [String] {
    /// `a, b or c`
    var list: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " or " + last
    }
}

extension Shape {
    /// What a value must be, for messages.
    var kind: String {
        switch self {
        case .text(let rule): rule.rule ?? "a text"
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .scalar: "a text, a number, true or false"
        case .duration: "a time such as 30s"
        case .size: "an amount such as 512M"
        case .mode: "permissions such as 0750"
        case .choice(let words): words.list
        case .reference(let definition): "the name of \(definition.article) \(definition.rawValue)"
        case .list: "a list"
        case .map, .record, .variants: "a mapping"
        case .either(let scalar, let list, let mapping): [scalar, list, mapping].compactMap { $0?.kind }.list
        }
    }

    /// Whether an empty value means something: an empty mapping.
    var takesNothing: Bool {
        switch self {
        case .map, .record: true
        default: false
        }
    }
}

extension Definition {
    var article: String { self == .image || self == .action ? "an" : "a" }
}
