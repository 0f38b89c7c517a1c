import Errors

/// How much of an archive's directory tree is accepted, whoever signed it: keeps memory and time bounded.
struct ArchiveLimits {
    static let entries = 16_384
    static let depth = 16
    /// All tables of contents together, in bytes.
    static let tableBytes: UInt64 = 4 << 20

    private var entriesLeft = Self.entries
    private var tableBytesLeft = Self.tableBytes

    /// Counts a table of `size` bytes, `depth` levels below the root, before it is read.
    mutating func count(tableOf size: UInt64, depth: Int) throws(StartError) {
        guard depth <= Self.depth else {
            throw StartError(.parseS9pk, "The package has directories more than \(Self.depth) levels deep.")
        }
        guard size <= tableBytesLeft else {
            throw StartError(.parseS9pk, "The tables of contents of the package are larger than 4 MiB.")
        }
        tableBytesLeft -= size
    }

    mutating func count(entries: Int) throws(StartError) {
        guard entries <= entriesLeft else {
            throw StartError(.parseS9pk, "The package has more than \(Self.entries) entries.")
        }
        entriesLeft -= entries
    }
}
