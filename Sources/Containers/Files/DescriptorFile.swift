import Errors
import Glibc
import Synchronization
import SystemInterface
import SystemPackage

/// A regular file that was opened below a confined directory.
final class DescriptorFile: OpenFile {
    /// -1 after `close()`.
    private let descriptor: Mutex<CInt>
    private let path: FilePath

    init(_ descriptor: consuming Descriptor, path: FilePath) {
        self.descriptor = Mutex(descriptor.take())
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
