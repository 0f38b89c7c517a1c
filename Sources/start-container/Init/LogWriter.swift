import CStartContainer
import Glibc

/// Writes the log of a service: numbered files, one line per entry, bounded in size and number.
///
/// A file begins with `startos-log 1 <boot id>`; an entry is `<microseconds since 1970> <o|e> <message>`.
struct LogWriter {
    static let maximumFileSize = 4 << 20
    /// Of all files together. Older files go first, but never so that fewer than two are left.
    static let maximumTotalSize = 32 << 20
    static let maximumFileCount = 64

    private let directory: String
    private let header: [UInt8]
    private var file: Int32 = -1
    private var size = 0
    private var number = 0
    private var lostEntries = 0

    init(directory: String, bootIdentifier: String) {
        self.directory = directory
        header = Array("startos-log 1 \(bootIdentifier)\n".utf8)
        number = fileNumbers().last ?? 0
        if number > 0 { continueLastFile() }
    }

    /// Appends whole entries. When they cannot be written they are counted and dropped: a full disk stops nobody.
    mutating func append(_ entries: [UInt8], count: Int) {
        if file < 0 || size + entries.count > Self.maximumFileSize { startNextFile() }
        if lostEntries > 0 {
            let note = LogEntry.bytes(
                time: LogEntry.now(), stream: .errors, message: Array("\(lostEntries) log entries were lost".utf8)[...])
            if write(note) { lostEntries = 0 }
        }
        if !write(entries) { lostEntries += count }
    }

    private mutating func write(_ bytes: [UInt8]) -> Bool {
        guard file >= 0 else { return false }
        let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if written == bytes.count {
            size += written
            return true
        }
        // Half an entry would glue itself to the next one.
        if written > 0 { _ = ftruncate(file, off_t(size)) }
        return false
    }

    /// The same life of the machine goes on in the same file.
    private mutating func continueLastFile() {
        let opened = start_open(path(number), O_RDWR | O_APPEND, 0)
        guard opened >= 0 else { return }
        var start = [UInt8](repeating: 0, count: header.count)
        var last: UInt8 = 0
        let length = Int(lseek(opened, 0, SEEK_END))
        guard pread(opened, &start, start.count, 0) == start.count, start == header, length < Self.maximumFileSize,
            pread(opened, &last, 1, off_t(length - 1)) == 1
        else {
            close(opened)
            return
        }
        file = opened
        size = length
        if last != UInt8(ascii: "\n") { _ = write([UInt8(ascii: "\n")]) }
    }

    private mutating func startNextFile() {
        if file >= 0 { close(file) }
        file = start_open(path(number + 1), O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0o644)
        guard file >= 0 else { return }
        number += 1
        size = 0
        _ = write(header)
        removeOldFiles()
    }

    /// Counted by size and not only by number: a container that starts often leaves many short files.
    private func removeOldFiles() {
        var total = 0
        for (age, number) in fileNumbers().reversed().enumerated() {
            var status = stat()
            if stat(path(number), &status) == 0 { total += Int(status.st_size) }
            let isSpare = total > Self.maximumTotalSize - Self.maximumFileSize || age >= Self.maximumFileCount
            if age > 1 && isSpare { unlink(path(number)) }
        }
    }

    private func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(directory)/\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).log"
    }

    private func fileNumbers() -> [Int] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var numbers: [Int] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.utf8.count == 12, name.hasSuffix(".log"), let number = Int(name.dropLast(4)), number > 0 {
                numbers.append(number)
            }
        }
        return numbers.sorted()
    }
}
