import Errors
import Glibc
import Synchronization
import SystemInterface
import SystemPackage

/// An open file of this machine.
final class LiveOpenFile: OpenFile {
    /// -1 after `close()`. Calls under way hold the lock, so that the number is never used for another file.
    private let descriptor: Mutex<CInt>
    private let path: FilePath

    init(descriptor: CInt, path: FilePath) {
        self.descriptor = Mutex(descriptor)
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
        descriptor.withLock { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    private func withDescriptor<Result>(
        _ body: (CInt) throws(StartError) -> sending Result
    ) throws(StartError) -> sending Result {
        try descriptor.withLock { descriptor throws(StartError) in
            guard descriptor >= 0 else { throw StartError(.filesystem, "\(path) is closed already.") }
            return try body(descriptor)
        }
    }
}
