import CBlake3

/// The BLAKE3 hash of a growing input (plain mode, 32 bytes). Source: the BLAKE3 paper.
package struct Blake3: ~Copyable {
    /// The length of a hash in bytes.
    package static let byteCount = 32

    private let state: UnsafeMutablePointer<blake3_state>

    /// Starts with the empty input.
    package init() {
        state = .allocate(capacity: 1)
        blake3_start(state)
    }

    deinit {
        state.deallocate()
    }

    /// Adds bytes to the input. Pieces of 64 KiB and more are hashed fastest.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        blake3_update(state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// Adds bytes to the input.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds bytes to the input.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The hash of the input so far, 32 bytes. More input may follow.
    package func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            blake3_finish(state, buffer.baseAddress)
            count = Self.byteCount
        }
    }

    /// The hash of `bytes`, 32 bytes.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = Blake3()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// The hash of `bytes`, 32 bytes.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hasher = Blake3()
        hasher.update(bytes)
        return hasher.finalize()
    }
}

// The state is reached through this value alone, which cannot be copied.
extension Blake3: @unchecked Sendable {}
