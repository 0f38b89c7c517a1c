import JSONValues
import Yams

/// Walks a YAML tree beside the declaration and notes every mistake; what is right becomes JSON with every default
/// filled in.
struct Checker {
    /// More values than any description needs: aliases may unfold to many.
    private static let valueLimit = 20_000

    var mistakes: [Mistake] = []
    var places = Places()
    private var values = 0

    init() {}

    mutating func check(_ node: Node, _ shape: Shape, _ path: [String]) -> JSON? {
        let place = Place(node)
        places.values[path] = place
        values += 1
        guard values <= Self.valueLimit else {
            if values == Self.valueLimit + 1 {
                mistakes.append(
                    Mistake(at: place, "more than \(Self.valueLimit) values; aliases repeat what they stand for"))
            }
            return nil
        }
        if let tag = node.strangeTag { return fail(node, path, "has the tag \(tag); leave tags out") }
        switch shape {
        case .list(let element, let least):
            return list(node, element, least, path)
        case .map(let rule, let value):
            return map(node, rule, value, path)
        case .record(let record):
            return self.record(node, record, path)
        case .variants(let records):
            return variants(node, records, path)
        case .either(let scalar, let list, let mapping):
            let chosen =
                switch node {
                case .scalar, .alias: scalar
                case .sequence: list
                case .mapping: mapping
                }
            if let chosen { return check(node, chosen, path) }
            let allowed = [scalar, list, mapping].compactMap { $0?.kind }
            return fail(node, path, "must be \(allowed.joined(separator: " or ")), not \(node.kind)")
        default:
            guard case .scalar(let scalar) = node else {
                return fail(node, path, "must be \(shape.kind), not \(node.kind)")
            }
            return check(scalar, node, shape, path)
        }
    }

    mutating func fail(_ node: Node, _ path: [String], _ problem: String) -> JSON? {
        mistakes.append(Mistake(at: Place(node), "\(Self.name(path)) \(problem)"))
        return nil
    }

    /// What a value is called in a message: its key, or the whole file.
    static func name(_ path: [String]) -> String {
        guard let key = path.last else { return "the file" }
        if Int(key) != nil, path.count > 1 { return "an entry of `\(path[path.count - 2])`" }
        return "`\(key)`"
    }

    private mutating func list(_ node: Node, _ element: Shape, _ least: Int, _ path: [String]) -> JSON? {
        guard case .sequence(let sequence) = node else {
            return fail(node, path, "must be a list, not \(node.kind); write [a, b], or one `- ` for each")
        }
        guard sequence.count >= least else { return fail(node, path, "must not be empty") }
        var elements: [JSON] = []
        for (index, child) in sequence.enumerated() {
            if let value = check(child, element, path + [String(index)]) { elements.append(value) }
        }
        return .array(elements)
    }

    private mutating func map(_ node: Node, _ rule: TextRule, _ shape: Shape, _ path: [String]) -> JSON? {
        // `volumes:` with nothing behind it is an empty mapping.
        if node.isNull { return [:] }
        guard case .mapping(let mapping) = node else { return fail(node, path, "must be a mapping, not \(node.kind)") }
        var members = JSONObject()
        for (keyNode, child) in mapping {
            guard let key = key(keyNode, path) else { continue }
            let childPath = path + [key]
            places.keys[childPath] = Place(keyNode)
            if !rule.allows(key) {
                mistakes.append(
                    Mistake(at: Place(keyNode), "\"\(key)\" in \(Self.name(path)) must be \(rule.rule ?? "a text")"))
            }
            if let value = check(child, shape, childPath) { members[key] = value }
        }
        return .object(members)
    }

    private mutating func record(_ node: Node, _ record: Record, _ path: [String]) -> JSON? {
        guard case .mapping(let mapping) = node else {
            if node.isNull, !record.fields.contains(where: { $0.presence == .required }) {
                return .object(filled([:], record))
            }
            return fail(node, path, "must be a mapping with keys such as `\(record.fields[0].key)`, not \(node.kind)")
        }
        var members = JSONObject()
        var seen: Set<String> = []
        for (keyNode, child) in mapping {
            guard let key = key(keyNode, path) else { continue }
            seen.insert(key)
            let childPath = path + [key]
            places.keys[childPath] = Place(keyNode)
            guard let field = record.fields.first(where: { $0.key == key }) else {
                unknown(key, keyNode, record, path)
                continue
            }
            // A key with nothing behind it is as good as none, unless it is needed.
            if child.isNull, field.presence != .required, !field.shape.takesNothing { continue }
            if let value = check(child, field.shape, childPath) { members[key] = value }
        }
        let missing = record.fields.filter { $0.presence == .required && !seen.contains($0.key) }.map { "`\($0.key)`" }
        if !missing.isEmpty {
            let place = path.isEmpty ? Place.start : places.keys[path] ?? Place(node)
            mistakes.append(Mistake(at: place, "\(Self.name(path)) lacks \(missing.joined(separator: ", "))"))
        }
        return .object(filled(members, record))
    }

    /// The members in the order of the declaration, with everything that was left out.
    private func filled(_ members: JSONObject, _ record: Record) -> JSONObject {
        var result = JSONObject()
        for field in record.fields {
            if let value = members[field.key] {
                result[field.key] = value
            } else if case .standard(let standard) = field.presence {
                if case .record(let inner) = field.shape {
                    result[field.key] = .object(filled([:], inner))
                } else {
                    result[field.key] = standard
                }
            } else if field.presence == .optional {
                result[field.key] = .null
            }
        }
        return result
    }

    private mutating func unknown(_ key: String, _ node: Node, _ record: Record, _ path: [String]) {
        let keys = record.fields.map(\.key)
        let advice =
            CloseWords.nearest(to: key, in: keys).map { "did you mean `\($0)`?" }
            ?? "there are \(keys.map { "`\($0)`" }.joined(separator: ", "))"
        let place = path.isEmpty ? "" : " in \(Self.name(path))"
        mistakes.append(Mistake(at: Place(node), "unknown key `\(key)`\(place); \(advice)"))
    }

    private mutating func variants(_ node: Node, _ records: [Record], _ path: [String]) -> JSON? {
        guard case .mapping(let mapping) = node else {
            return fail(node, path, "must be a mapping with `type` and more, not \(node.kind)")
        }
        let types = records.map(\.typeName)
        guard let typeNode = mapping["type"] else {
            return fail(node, path, "lacks `type`: \(types.joined(separator: ", "))")
        }
        guard let type = typeNode.scalar?.string, let index = types.firstIndex(of: type) else {
            let near = typeNode.scalar.flatMap { CloseWords.nearest(to: $0.string, in: types) }
            let advice = near.map { "; did you mean \($0)?" } ?? ""
            return fail(typeNode, path + ["type"], "must be one of \(types.joined(separator: ", "))\(advice)")
        }
        return record(node, records[index], path)
    }

    private mutating func key(_ node: Node, _ path: [String]) -> String? {
        guard case .scalar(let scalar) = node else {
            mistakes.append(Mistake(at: Place(node), "a key must be a plain text"))
            return nil
        }
        if DescriptionText.isMasked(scalar.string) { return nil }
        if scalar.string == "<<", scalar.style == .plain {
            mistakes.append(Mistake(at: Place(node), "merging with `<<` is not supported; write the keys out"))
            return nil
        }
        return scalar.string
    }
}

extension Place {
    init(_ node: Node) {
        self = node.mark.map { Place(line: $0.line, column: $0.column) } ?? .start
    }
}

/// Where the values and keys of a description stand.
struct Places {
    var values: [[String]: Place] = [:]
    var keys: [[String]: Place] = [:]
    /// The names that are used, to be looked up when all is known.
    var references: [Reference] = []
    var templates: [UsedTemplate] = []

    /// The place of a value; of what is around it, when it was left out.
    func value(_ path: [String]) -> Place {
        var path = path
        while !path.isEmpty {
            if let place = values[path] ?? keys[path] { return place }
            path.removeLast()
        }
        return .start
    }

    func key(_ path: [String]) -> Place {
        keys[path] ?? value(path)
    }
}

extension Node {
    /// What a value is, for messages.
    var kind: String {
        switch self {
        case .scalar(let scalar): isNull ? "nothing" : "the text \"\(scalar.string.prefix(40))\""
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }

    /// A tag that somebody wrote; those that YAML gives every value are none.
    var strangeTag: String? {
        let standard = "tag:yaml.org,2002:"
        let name = tag.description
        let given: Set<Substring> = [
            "str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map",
        ]
        guard !name.isEmpty, name != "!" else { return nil }
        return name.hasPrefix(standard) && given.contains(name.dropFirst(standard.count)) ? nil : name
    }

    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}

extension Record {
    /// The only value of the member `type` of a variant.
    var typeName: String {
        guard case .choice(let names)? = fields.first(where: { $0.key == "type" })?.shape else { return "" }
        return names[0]
    }
}
