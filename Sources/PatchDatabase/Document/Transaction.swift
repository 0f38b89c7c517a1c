package import Errors
package import JSONValues

/// The document inside an update: reads see earlier writes of the same update.
package struct Transaction {
    private let base: Snapshot
    private(set) var document: JSON
    /// The places written, none inside another. Only these are compared when the update ends.
    private var written: [JSONPointer] = []

    init(base: Snapshot) {
        self.base = base
        self.document = base.document
    }

    /// The revision this update builds on.
    package var baseRevision: UInt64 { base.revision }

    package func value(at pointer: JSONPointer) -> JSON? {
        document.value(at: pointer)
    }

    /// Sets the value at `pointer` as it is, with all that it contains. `-` appends to an array.
    ///
    /// A null that should contain it becomes an object.
    /// - Throws: `notFound` when what should contain it is missing; `serialization` for a number that is not finite
    ///   or too deep a value.
    package mutating func set(_ value: JSON, at pointer: JSONPointer) throws(StartError) {
        try Self.check(value, at: pointer)
        let place = try prepare(pointer)
        guard (try? document.apply(.replace(pointer, value))) != nil else { throw Self.missing(pointer) }
        note(place)
    }

    /// Removes what stands at `pointer`. Nothing there is no error.
    ///
    /// - Throws: `invalidRequest` for the whole document.
    package mutating func remove(_ pointer: JSONPointer) throws(StartError) {
        guard !pointer.isRoot else { throw StartError(.invalidRequest, "The whole document cannot be removed.") }
        guard document.value(at: pointer) != nil else { return }
        let place = try prepare(pointer)
        guard (try? document.apply(.remove(pointer))) != nil else { throw Self.missing(pointer) }
        note(place)
    }

    /// What leads from the base to the document as it is now.
    func patch() -> [PatchOperation] {
        var patch: [PatchOperation] = []
        for pointer in written {
            switch (base.document.value(at: pointer), document.value(at: pointer)) {
            case (let before?, let after?): after.difference(from: before, at: pointer, into: &patch)
            case (nil, let after?): patch.append(.add(pointer, after))
            case (_?, nil): patch.append(.remove(pointer))
            case (nil, nil): break
            }
        }
        return patch
    }

    /// Turns a null that should contain `pointer` into an object and returns the place to compare: the array, when the way leads through
    /// one (its indices may move within this update), or the null, else `pointer` itself.
    private mutating func prepare(_ pointer: JSONPointer) throws(StartError) -> JSONPointer {
        var current = document
        for (depth, segment) in pointer.segments.enumerated() {
            switch current {
            case .array:
                return JSONPointer(Array(pointer.segments[..<depth]))
            case .null:
                guard depth == pointer.segments.count - 1 else { throw Self.missing(pointer) }
                let place = JSONPointer(Array(pointer.segments[..<depth]))
                current = .null
                try document.apply(.replace(place, [:]))
                return place
            case .object(let members):
                guard let next = members[segment] else {
                    guard depth == pointer.segments.count - 1 else { throw Self.missing(pointer) }
                    return pointer
                }
                current = next
            default:
                throw Self.missing(pointer)
            }
        }
        return pointer
    }

    private mutating func note(_ pointer: JSONPointer) {
        guard !written.contains(where: pointer.starts(with:)) else { return }
        written.removeAll { $0.starts(with: pointer) }
        written.append(pointer)
    }

    private static func missing(_ pointer: JSONPointer) -> StartError {
        StartError(.notFound, "There is nothing in the database that could contain \"\(pointer)\".")
    }

    /// Levels of nesting a document may have; a few less than a text, for the log and the wire put more around it.
    static let nestingLimit = JSON.nestingLimit - 8

    private static func check(_ value: JSON, at pointer: JSONPointer) throws(StartError) {
        guard value.nests(atMost: nestingLimit - pointer.segments.count) else {
            throw StartError(
                .serialization,
                "The value for \"\(pointer)\" nests too deeply (\(nestingLimit) levels) or has a number without end.")
        }
    }
}

extension JSON {
    /// Whether there are at most `levels` arrays and objects inside one another and every number is finite.
    fileprivate func nests(atMost levels: Int) -> Bool {
        switch self {
        case .number(let value): value.isFinite
        case .array(let elements): levels > 0 && elements.allSatisfy { $0.nests(atMost: levels - 1) }
        case .object(let members): levels > 0 && members.values.allSatisfy { $0.nests(atMost: levels - 1) }
        default: true
        }
    }
}
