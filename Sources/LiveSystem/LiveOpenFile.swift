import CLinux
import Errors
import Glibc
import Synchronization
import SystemInterface
import SystemPackage

/// An open file of this machine.
final class LiveOpenFile: OpenFile {
    private let state: Mutex<State>
    private let path: FilePath

    init(descriptor: CInt, path: FilePath) {
        state = Mutex(State(descriptor: descriptor))
        self.path = path
    }

    deinit { close() }

    func read(at offset: Int64, count: Int) throws(StartError) -> [UInt8] {
        try withDescriptor { descriptor throws(StartError) in
            var problem: CInt = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let base = buffer.baseAddress.map { $0 + filled }
                    let got = retrying { pread(descriptor, base, count - filled, Int(offset) + filled) }
                    if got < 0 { problem = errno }
                    if got <= 0 { break }
                    filled += got
                }
            }
            guard problem == 0 else { throw failure("read", path, code: problem) }
            return bytes
        }
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            var written = 0
            let problem: CInt = bytes.withUnsafeBytes { buffer in
                while written < buffer.count {
                    let base = buffer.baseAddress.map { $0 + written }
                    let count = retrying {
                        pwrite(descriptor, base, buffer.count - written, Int(offset) + written)
                    }
                    if count < 0 { return errno }
                    written += count
                }
                return 0
            }
            guard problem == 0 else { throw failure("write", path, code: problem) }
        }
    }

    func size() throws(StartError) -> Int64 {
        try withDescriptor { descriptor throws(StartError) in
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw failure("read the status of", path) }
            return Int64(status.st_size)
        }
    }

    func truncate(to size: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            guard retrying({ ftruncate(descriptor, Int(size)) }) == 0 else { throw failure("truncate", path) }
        }
    }

    func allocate(_ size: Int64) throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            let result = linux_allocate(descriptor, size)
            guard result >= 0 else { throw failure("take room for", path, code: -result) }
        }
    }

    func synchronize() throws(StartError) {
        try withDescriptor { descriptor throws(StartError) in
            guard retrying({ fdatasync(descriptor) }) == 0 else { throw failure("make durable", path) }
        }
    }

    func lockExclusively() throws(StartError) -> Bool {
        try withDescriptor { descriptor throws(StartError) in
            if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
            guard errno == EWOULDBLOCK else { throw failure("lock", path) }
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
