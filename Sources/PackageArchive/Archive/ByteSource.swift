package import Errors
package import SystemInterface

/// Bytes that can be read at any position: a file, a piece of memory.
package protocol ByteSource: Sendable {
    /// The length in bytes.
    var size: UInt64 { get }

    /// Up to `count` bytes from `offset`; fewer only at the end.
    func read(at offset: UInt64, count: Int) throws(StartError) -> [UInt8]
}

/// How much is read at a time when a body is hashed or copied: little enough to stay in the processor's cache between reading
/// and hashing.
let pieceLength = 256 << 10

/// Where a run of bytes lies in a source.
package struct ByteRegion: Hashable, Sendable {
    /// In bytes from the start of the source.
    package let offset: UInt64
    /// In bytes.
    package let size: UInt64

    package init(offset: UInt64, size: UInt64) {
        self.offset = offset
        self.size = size
    }
}

extension ByteSource {
    /// Exactly the bytes of `region`, which the caller has checked to be small.
    ///
    /// - Throws: `filesystem` when the source ends before.
    func readAll(_ region: ByteRegion) throws(StartError) -> [UInt8] {
        let (end, overflow) = region.offset.addingReportingOverflow(region.size)
        guard !overflow, end <= size, let count = Int(exactly: region.size) else { throw Self.endOfFile() }
        var bytes = try read(at: region.offset, count: count)
        while bytes.count < count {
            let more = try read(at: region.offset + UInt64(bytes.count), count: count - bytes.count)
            guard !more.isEmpty else { throw Self.endOfFile() }
            bytes += more
        }
        return bytes
    }

    static func endOfFile() -> StartError {
        StartError(.filesystem, "Unexpected end of file: the package is cut off.")
    }
}

/// An open file as a byte source. Its length is taken once.
package struct FileSource: ByteSource {
    private let file: any OpenFile
    package let size: UInt64

    package init(_ file: any OpenFile) throws(StartError) {
        self.file = file
        size = UInt64(max(0, try file.size()))
    }

    package func read(at offset: UInt64, count: Int) throws(StartError) -> [UInt8] {
        guard offset < size else { return [] }
        return try file.read(at: Int64(offset), count: Int(min(UInt64(count), size - offset)))
    }
}

/// Bytes in memory as a byte source.
package struct MemorySource: ByteSource {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var size: UInt64 { UInt64(bytes.count) }

    package func read(at offset: UInt64, count: Int) throws(StartError) -> [UInt8] {
        guard offset < size else { return [] }
        let start = Int(offset)
        return Array(bytes[start..<start + min(count, bytes.count - start)])
    }
}
