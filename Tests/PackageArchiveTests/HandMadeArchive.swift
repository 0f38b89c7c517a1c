import Blake3Hash
@testable import PackageArchive

/// Archives put together by hand and signed: what a hostile or careless signer could make.
struct HandMadeArchive {
    var records: [TableOfContents.Record] = []
    /// Appended after the root table.
    var tail: [UInt8] = []
    /// Put between header and root table.
    var lead: [UInt8] = []
    /// Stored instead of the table's proper bytes; the signature is over `records` all the same.
    var storedTable: [UInt8]?
    var signedSize: UInt64?

    static func file(_ name: String, _ content: [UInt8], at position: UInt64) throws -> TableOfContents.Record {
        .init(
            name: try EntryName(name), hash: Blake3.hash(content), size: UInt64(content.count),
            place: .file(position: position))
    }

    func stored() throws -> [UInt8] {
        let table = TableOfContents(records: records)
        let bytes = storedTable ?? table.bytes
        let key = try PackageFixture.key()
        let commitment = ArchiveCommitment(
            rootSighash: table.sighash, rootMaxSize: signedSize ?? UInt64(bytes.count))
        let header = ArchiveHeader(
            signer: key.verifyingKey,
            signature: key.sign(commitment.message, context: "s9pk"), commitment: commitment,
            root: ByteRegion(offset: UInt64(155 + lead.count), size: UInt64(bytes.count)))
        return header.bytes + lead + bytes + tail
    }
}
