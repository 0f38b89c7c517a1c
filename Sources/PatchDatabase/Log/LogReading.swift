import Errors
import JSONValues

/// What a database file says, read from its beginning to its end or to the first line that is not valid.
struct LogReading {
    let snapshot: Snapshot
    /// Revisions after the document at the beginning.
    let revisions: Int
    /// The length of header and first line.
    let documentLength: Int64
    /// Where the valid part ends.
    let validLength: Int64
    /// Where the file's last byte that is not zero ends: zeros after it are room written in advance.
    let length: Int64
    /// What is wrong when the valid part is followed by more than the torn end of a write.
    let damage: StartError?

    /// - Throws: `database` when not even the document at the beginning is whole.
    init(_ bytes: [UInt8], generation: UInt64, name: String) throws(StartError) {
        func damaged(_ offset: Int, _ what: String, _ cause: StartError? = nil) -> StartError {
            StartError(.database, "The database file \(name) is damaged at byte \(offset): \(what).", cause: cause)
        }
        let header = LogFrame.header(generation: generation)
        guard bytes.starts(with: header) else {
            throw damaged(
                0, "it does not begin with the line \"\(String(decoding: header.dropLast(), as: UTF8.self))\"")
        }
        guard let first = LogFrame.payload(in: bytes, at: header.count, generation: generation) else {
            throw damaged(header.count, "the document does not match its checksum")
        }
        let dump = try JSON(parsing: first.payload)
        guard let id = dump["id"]?.integer.flatMap(UInt64.init(exactly:)), var document = dump["value"] else {
            throw damaged(header.count, "the document has no \"id\" and \"value\"")
        }

        var revision = id
        var position = first.next
        var damage: StartError?
        let end = (bytes.lastIndex { $0 != 0 } ?? 0) + 1
        while position < end {
            guard let line = LogFrame.payload(in: bytes, at: position, generation: generation) else {
                if LogFrame.hasLine(in: bytes, after: position, generation: generation) {
                    damage = damaged(position, "a line does not match its checksum, and valid ones follow it")
                }
                break
            }
            do throws(StartError) {
                let next = try Self.apply(line.payload, to: document, at: revision)
                (document, revision) = (next.document, next.revision)
            } catch {
                damage = damaged(position, error.message, error)
                break
            }
            position = line.next
        }
        snapshot = Snapshot(revision: revision, document: document)
        revisions = Int(revision - id)
        documentLength = Int64(first.next)
        validLength = Int64(position)
        length = Int64(end)
        self.damage = damage
    }

    private static func apply(
        _ payload: ArraySlice<UInt8>, to document: JSON, at revision: UInt64
    ) throws(StartError) -> Snapshot {
        guard let items = try JSON(parsing: payload).array else {
            throw StartError(.database, "a line holds no array of revisions")
        }
        var snapshot = Snapshot(revision: revision, document: document)
        for item in items {
            let next = try Revision(json: item)
            guard next.id == snapshot.revision + 1 else {
                throw StartError(.database, "revision \(next.id) follows revision \(snapshot.revision)")
            }
            var document = snapshot.document
            for operation in next.patch { try document.apply(operation) }
            snapshot = Snapshot(revision: next.id, document: document)
        }
        return snapshot
    }
}
