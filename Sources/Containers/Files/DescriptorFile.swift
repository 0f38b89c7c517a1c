import CLinux
import Errors
import Glibc
import Synchronization
import SystemInterface
import SystemPackage

/// A regular file that was opened below a confined directory.
final class DescriptorFile: OpenFile {
    private let state: Mutex<State>
    private let path: FilePath

    init(_ descriptor: consuming Descriptor, path: FilePath) {
        state = Mutex(State(descriptor: descriptor.take()))
        self.path = path
    }

    deinit { close() }

    func read(at offset: Int64, count: Int) throws(StartError) -> [UInt8] {
        try withDescriptor { descriptor throws(StartError) in
            var problem: CInt = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let base = buffer.baseAddress.map { $0 + filled }
                    let got = pread(descriptor, base, count - filled, Int(offset) + filled)
                    if got < 0, errno == EINTR { continue }
                    if got < 0 { problem = errno }
                    if got <= 0 { break }
                    filled += got
                }
            }
            try check(-problem, "read \(path)")
            return bytes
        }
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes { buffer in
                    pwrite(
                        descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written,
                        Int(offset) + written)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw StartError(systemCall: errno, "write \(path)") }
                written += count
            }
        }
    }

    func size() throws(StartError) -> Int64 {
        try withDescriptor { descriptor throws(StartError) in
            var status = stat()
            try check(negated(fstat(descriptor, &status)), "read the status of \(path)")
            return Int64(status.st_size)
        }
    }

    func truncate(to size: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            try check(negated(ftruncate(descriptor, Int(size))), "truncate \(path)")
        }
    }

    func allocate(_ size: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            try check(linux_allocate(descriptor, size), "take room for \(path)")
        }
    }

    func synchronize() throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            try check(negated(fdatasync(descriptor)), "make \(path) durable")
        }
    }

    func lockExclusively() throws(StartError) -> Bool {
        try withDescriptor { descriptor throws(StartError) in
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { throw StartError(systemCall: errno, "lock \(path)") }
            return false
        }
    }

    func close() {
        state.withLock { $0.close() }
    }

    private func withDescriptor<Result>(
        _ body: (CInt) throws(StartError) -> Result
    ) throws(StartError) -> Result {
        let number = state.withLock { state in
            guard !state.isClosed else { return CInt(-1) }
            state.users += 1
            return state.descriptor
        }
        guard number >= 0 else { throw StartError(.filesystem, "\(path) is closed already.") }
        defer { state.withLock { $0.leave() } }
        return try body(number)
    }

    /// The descriptor is closed when the last call under way is over, so that its number never means another file.
    private struct State {
        let descriptor: CInt
        var users = 0
        var isClosed = false

        mutating func leave() {
            users -= 1
            if isClosed, users == 0 { Glibc.close(descriptor) }
        }

        mutating func close() {
            if !isClosed, users == 0 { Glibc.close(descriptor) }
            isClosed = true
        }
    }
}
