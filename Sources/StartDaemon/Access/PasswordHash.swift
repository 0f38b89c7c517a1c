import CArgon2
import Errors
import NIOPosix
import Synchronization
import SystemInterface

/// A password kept as an argon2id PHC string (RFC 9106): 64 MiB, three passes, one lane, 16 bytes of salt.
struct PasswordHash: Hashable, Sendable {
    /// `$argon2id$v=19$m=65536,t=3,p=1$<salt>$<hash>`.
    let text: String

    /// Takes over a stored string.
    init(stored text: String) {
        self.text = text
    }

    /// Hashes `password` with a fresh salt, on a thread that may block.
    static func make(_ password: String, random: any RandomSource) async throws(StartError) -> PasswordHash {
        let salt = random.bytes(16)
        return try await onBlockingThread { () throws(StartError) in
            var encoded = [CChar](repeating: 0, count: 256)
            let bytes = Array(password.utf8)
            let status = argon2id_hash_encoded(
                3, 65_536, 1, bytes, bytes.count, salt, salt.count, 32, &encoded, encoded.count)
            guard status == ARGON2_OK.rawValue else { throw failure(status) }
            let text = String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return PasswordHash(stored: text)
        }
    }

    /// Whether `password` is the one that was hashed. Takes as long for a wrong one as for the right one.
    func matches(_ password: String) async throws(StartError) -> Bool {
        let text = text
        return try await Self.onBlockingThread { () throws(StartError) in
            let bytes = Array(password.utf8)
            let status = argon2id_verify(text, bytes, bytes.count)
            if status == ARGON2_OK.rawValue { return true }
            if status == ARGON2_VERIFY_MISMATCH.rawValue { return false }
            throw Self.failure(status)
        }
    }

    /// One thread: each hash takes 64 MiB.
    private static let thread: NIOThreadPool = {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        return thread
    }()
    private static let waiting = Atomic(0)
    private static let waitingLimit = 32

    private static func failure(_ status: Int32) -> StartError {
        let words = argon2_error_message(status).map { String(cString: $0) } ?? "status \(status)"
        return StartError(.passwordHash, "The password could not be hashed: \(words).")
    }

    private static func onBlockingThread<T: Sendable>(
        _ body: @escaping @Sendable () throws(StartError) -> T
    ) async throws(StartError) -> T {
        guard waiting.add(1, ordering: .relaxed).newValue <= waitingLimit else {
            waiting.subtract(1, ordering: .relaxed)
            throw StartError(.rateLimited, "Too many log-ins at the same time. Try again in a moment.")
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        do {
            return try await thread.runIfActive { try body() }
        } catch {
            throw StartError(wrapping: error, .passwordHash)
        }
    }
}
