import BinaryEncodings
package import Errors
package import JSONValues

/// What names an archive's content: the hash of its root directory and the largest size of its table of contents.
///
/// Registries store it; whoever holds it can tell whether an archive is the one that was meant.
package struct ArchiveCommitment: Hashable, Sendable {
    /// BLAKE3 over the root directory as signed, 32 bytes.
    package let rootSighash: [UInt8]
    /// In bytes.
    package let rootMaxSize: UInt64

    package init(rootSighash: [UInt8], rootMaxSize: UInt64) {
        self.rootSighash = rootSighash
        self.rootMaxSize = rootMaxSize
    }

    /// Reads `{"rootSighash": Base64, "rootMaxsize": number}`.
    ///
    /// - Throws: `deserialization`.
    package init(json: JSON) throws(StartError) {
        guard let hash = json["rootSighash"]?.string.flatMap({ Base64.decode($0) }), hash.count == 32 else {
            throw StartError(.deserialization, "\"rootSighash\" must be 32 bytes in Base64.")
        }
        switch json["rootMaxsize"] {
        case .integer(let size)? where size >= 0: self.init(rootSighash: hash, rootMaxSize: UInt64(size))
        case .unsigned(let size)?: self.init(rootSighash: hash, rootMaxSize: size)
        default: throw StartError(.deserialization, "\"rootMaxsize\" must be a number of bytes.")
        }
    }

    package var json: JSON {
        ["rootSighash": .string(Base64.encode(rootSighash, padded: false)), "rootMaxsize": JSON(rootMaxSize)]
    }

    /// What is signed: the hash, then the size as eight bytes, most significant first.
    package var message: [UInt8] {
        var message = rootSighash
        message.append(bigEndian: rootMaxSize)
        return message
    }

    /// The hash in lower-case Base32, 52 characters: the stem of the installed file's name.
    package var fileStem: String { Base32.encode(rootSighash) }
}
