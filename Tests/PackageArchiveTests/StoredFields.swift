import Errors
@testable import PackageArchive

/// What every byte of a stored package is, found by walking the tables.
struct StoredFields {
    enum Field: Hashable {
        case magic, signer, signature, sighash, maxSize
        /// Numbers that say where something lies. Nobody signs them.
        case rootPosition, rootSize
        case position(of: String)
        case tableSize(of: String)
        case count, nameLength, name, hash, size, kind
        case body(String)
    }

    private(set) var fields: [Field?]
    private let bytes: [UInt8]

    init(of bytes: [UInt8]) throws {
        self.bytes = bytes
        fields = Array(repeating: nil, count: bytes.count)
        var offset = 0
        let header: [(Field, Int)] = [
            (.magic, 3), (.signer, 32), (.signature, 64), (.sighash, 32), (.maxSize, 8), (.rootPosition, 8),
            (.rootSize, 8),
        ]
        for (field, length) in header { mark(field, length, &offset) }
        try table(at: 155, path: "")
    }

    private mutating func mark(_ field: Field, _ length: Int, _ offset: inout Int) {
        for index in offset..<offset + length { fields[index] = field }
        offset += length
    }

    private func number(at offset: Int) -> Int {
        bytes[offset..<offset + 8].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Names and counts of the fixture are below 128: one byte each.
    private mutating func table(at start: Int, path: String) throws {
        var offset = start
        let count = bytes[offset]
        mark(.count, 1, &offset)
        for _ in 0..<count {
            let length = Int(bytes[offset])
            mark(.nameLength, 1, &offset)
            let own = path + String(decoding: bytes[offset..<offset + length], as: UTF8.self)
            mark(.name, length, &offset)
            mark(.hash, 32, &offset)
            let size = number(at: offset)
            mark(.size, 8, &offset)
            let kind = bytes[offset]
            mark(.kind, 1, &offset)
            let position = number(at: offset)
            mark(.position(of: own), 8, &offset)
            if kind == 2 {
                mark(.tableSize(of: own), 8, &offset)
                try table(at: position, path: own + "/")
            } else {
                var body = position
                mark(.body(own), size, &body)
            }
        }
    }
}
