import JSONValues
import PatchDatabase
import SimulatedSystem

/// Random values for property tests, small enough that two of them have much in common.
struct RandomDocuments {
    var random: SeededGenerator
    private static let names = ["a", "b", "é", "e\u{301}x", "a/b", "~", "", "0", "-"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func value(depth: Int = 3) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: 0..<3, using: &random))
        case 3: return .number(Double(Int.random(in: 0..<3, using: &random)) + 0.5)
        case 4, 5: return .string(["x", "é", "e\u{301}", "\u{0}\n\"\\"].randomElement(using: &random) ?? "")
        case 6, 7:
            return .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth - 1) })
        default: return .object(object(depth: depth))
        }
    }

    mutating func object(depth: Int = 3) -> JSONObject {
        var members: JSONObject = [:]
        for _ in 0..<Int.random(in: 0..<5, using: &random) {
            members[Self.names.randomElement(using: &random) ?? ""] = value(depth: depth - 1)
        }
        return members
    }

    /// A place in `document`, or one step outside of it.
    mutating func pointer(in document: JSON) -> JSONPointer {
        var pointer = JSONPointer.root
        var current = document
        while true {
            var next: [String] = []
            if let members = current.object { next = Array(members.keys) + ["new"] }
            if let elements = current.array { next = elements.indices.map(String.init) + ["-"] }
            guard Int.random(in: 0..<4, using: &random) > 0, let step = next.randomElement(using: &random) else {
                return pointer
            }
            pointer = pointer.appending(step)
            guard let inner = current.value(at: JSONPointer([step])) else { return pointer }
            current = inner
        }
    }

    /// `document` with a few changes made to it.
    mutating func changed(_ document: JSON) -> JSON {
        var result = document
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            let pointer = pointer(in: result)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: try? result.apply(.remove(pointer))
            case 1: try? result.apply(.add(pointer, value(depth: 2)))
            default: try? result.apply(.replace(pointer, value(depth: 2)))
            }
        }
        return result
    }
}
