import Blake3Hash
import Errors

/// A directory as it is stored: one record per entry. Source: `docs/formats/s9pk.md`.
struct TableOfContents {
    enum Place: Hashable {
        case missing
        case file(position: UInt64)
        case directory(position: UInt64, size: UInt64)
    }

    struct Record: Hashable {
        let name: EntryName
        let hash: [UInt8]
        /// Of a file its length, of a directory the signed size of its table.
        let size: UInt64
        let place: Place

        /// Name length and name, hash, size and kind, without the positions.
        static func fixedLength(_ name: EntryName) -> UInt64 {
            let length = name.description.utf8.count
            return UInt64([UInt8].varintLength(UInt64(length)) + length + 32 + 8 + 1)
        }

        /// Appends the part that hashing and storing have in common.
        func append(kind: UInt8, to bytes: inout [UInt8]) {
            let name = name.description.utf8
            bytes.append(varint: UInt64(name.count))
            bytes.append(contentsOf: name)
            bytes.append(contentsOf: hash)
            bytes.append(bigEndian: size)
            bytes.append(kind)
        }
    }

    /// The shortest record: a name of no bytes, which is refused by itself, and nothing there.
    private static let shortestRecord = 42

    private(set) var records: [Record]

    init(records: [Record]) {
        self.records = records
    }

    /// Reads a stored table whose signed hash is `hash`.
    ///
    /// Stricter than other readers: no name twice, nothing after the last record, numbers in their shortest form.
    /// - Throws: `filesystem` when bytes are missing, `parseS9pk` for a bad form, `invalidSignature` for another hash.
    init(parsing bytes: [UInt8], hash: [UInt8]) throws(StartError) {
        var reader = ByteReader(bytes)
        let count = try reader.varint()
        guard count <= UInt64(reader.remaining / Self.shortestRecord) else {
            throw StartError(.filesystem, "Unexpected end of file: a table of contents is shorter than it says.")
        }
        records = []
        records.reserveCapacity(Int(count))
        for _ in 0..<count {
            records.append(try Self.record(from: &reader))
        }
        guard reader.remaining == 0 else {
            throw StartError(.parseS9pk, "A table of contents has \(reader.remaining) bytes after its last entry.")
        }
        records.sort { $0.name < $1.name }
        for (record, next) in zip(records, records.dropFirst()) where record.name == next.name {
            throw StartError(.parseS9pk, "The entry \"\(record.name)\" stands twice in one directory of the package.")
        }
        guard sighash == hash else {
            throw StartError(.invalidSignature, "hash sum does not match: a directory is not what was signed.")
        }
    }

    private static func record(from reader: inout ByteReader) throws(StartError) -> Record {
        let length = try reader.varint()
        guard length <= UInt64(reader.remaining) else {
            throw StartError(.filesystem, "Unexpected end of file: a name is longer than the table of contents.")
        }
        let name = try EntryName(utf8: try reader.bytes(Int(length)))
        let hash = try reader.bytes(32)
        let size = try reader.bigEndian()
        let kind = try reader.byte()
        let place: Place
        switch kind {
        case 0: place = .missing
        case 1: place = .file(position: try reader.bigEndian())
        case 2: place = .directory(position: try reader.bigEndian(), size: try reader.bigEndian())
        default: throw StartError(.parseS9pk, "Unknown type id \(kind) found in MerkleArchive at \"\(name)\".")
        }
        return Record(name: name, hash: hash, size: size, place: place)
    }

    /// The hash that is signed: over the table as if every entry were missing, in the order of the names.
    var sighash: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(varint: UInt64(records.count))
        for record in records.sorted(by: { $0.name < $1.name }) {
            record.append(kind: 0, to: &bytes)
        }
        return Blake3.hash(bytes)
    }

    /// The stored form, in the order of `records`.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(varint: UInt64(records.count))
        for record in records {
            switch record.place {
            case .missing:
                record.append(kind: 0, to: &bytes)
            case .file(let position):
                record.append(kind: 1, to: &bytes)
                bytes.append(bigEndian: position)
            case .directory(let position, let size):
                record.append(kind: 2, to: &bytes)
                bytes.append(bigEndian: position)
                bytes.append(bigEndian: size)
            }
        }
        return bytes
    }
}
