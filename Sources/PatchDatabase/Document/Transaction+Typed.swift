package import Errors
import JSONValues

extension Transaction {
    /// The value at `path`; nil when it is missing or null.
    ///
    /// - Throws: `deserialization` naming the place when what stands there is of another type.
    package func value<Value: Decodable>(at path: DocumentPath<Value>) throws(StartError) -> Value? {
        try document.value(at: path)
    }

    /// The value at `path`.
    ///
    /// - Throws: `notFound` when there is none.
    package func require<Value: Decodable>(_ path: DocumentPath<Value>) throws(StartError) -> Value {
        guard let value = try value(at: path) else {
            throw StartError(.notFound, "There is no \"\(path)\" in the database.")
        }
        return value
    }

    /// Sets the value at `path`. Members that `Value` does not know are kept where an earlier value stands.
    ///
    /// - Throws: `notFound` when what should contain it is missing.
    package mutating func set<Value: Codable>(_ value: Value, at path: DocumentPath<Value>) throws(StartError) {
        let after = try JSON(encoding: value)
        guard let stored = document.value(at: path.pointer), let known = try? stored.decoded(as: Value.self) else {
            return try set(after, at: path.pointer)
        }
        try set(stored.merging(from: try JSON(encoding: known), to: after), at: path.pointer)
    }

    /// Changes the value at `path`; only the members that differ afterwards are written.
    ///
    /// - Throws: `notFound` when there is none; what `body` throws, and then nothing is changed.
    @discardableResult
    package mutating func modify<Value: Codable, R>(
        _ path: DocumentPath<Value>, _ body: (inout Value) throws -> R
    ) throws -> R {
        try modify(path, from: try require(path), body)
    }

    /// Changes the value at `path`, beginning with `initial` where there is none.
    @discardableResult
    package mutating func modify<Value: Codable, R>(
        _ path: DocumentPath<Value>, default initial: @autoclosure () -> Value, _ body: (inout Value) throws -> R
    ) throws -> R {
        try modify(path, from: try value(at: path) ?? initial(), body)
    }

    /// Removes what stands at `path`. Nothing there is no error.
    package mutating func remove<Value>(_ path: DocumentPath<Value>) throws(StartError) {
        try remove(path.pointer)
    }

    private mutating func modify<Value: Codable, R>(
        _ path: DocumentPath<Value>, from before: Value, _ body: (inout Value) throws -> R
    ) throws -> R {
        var value = before
        let result = try body(&value)
        let after = try JSON(encoding: value)
        if let stored = document.value(at: path.pointer), !stored.isNull {
            try set(stored.merging(from: try JSON(encoding: before), to: after), at: path.pointer)
        } else {
            try set(after, at: path.pointer)
        }
        return result
    }
}

extension JSON {
    /// This stored value with the change from `before` to `after` made to it, where both are what a type that may
    /// know only a part of it would write. What the type does not know stays.
    func merging(from before: JSON, to after: JSON) -> JSON {
        switch (self, before, after) {
        case (.object(var members), .object(let before), .object(let after)):
            for name in before.keys where after[name] == nil { members[name] = nil }
            for (name, value) in after {
                guard let earlier = before[name], let stored = members[name] else {
                    if before[name] != value { members[name] = value }
                    continue
                }
                if earlier != value { members[name] = stored.merging(from: earlier, to: value) }
            }
            return .object(members)
        case (.array(let stored), .array(let before), .array(let after)) where stored.count == before.count:
            return .array(Self.merge(stored, from: before, to: after))
        default:
            return before == after ? self : after
        }
    }

    /// Elements that did not change keep their stored form; with equal counts the others are merged pairwise.
    private static func merge(_ stored: [JSON], from before: [JSON], to after: [JSON]) -> [JSON] {
        if before.count == after.count {
            return stored.indices.map { stored[$0].merging(from: before[$0], to: after[$0]) }
        }
        let shorter = min(before.count, after.count)
        var prefix = 0
        while prefix < shorter, before[prefix] == after[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix, before[before.count - 1 - suffix] == after[after.count - 1 - suffix] {
            suffix += 1
        }
        return Array(stored.prefix(prefix) + after[prefix..<(after.count - suffix)] + stored.suffix(suffix))
    }
}
