import CStartContainer
import Glibc

/// An open file that is closed at the end of its life.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
    deinit { close(number) }

    init(opening path: String, _ flags: Int32, mode: mode_t = 0o644) throws(Failure) {
        let number = start_open(path, flags, mode)
        guard number >= 0 else { throw .system("cannot open", path) }
        self.number = number
    }

    /// Opens a path below this directory as a process confined to it would see it.
    func openInside(_ path: String, _ flags: Int32, mode: mode_t = 0o644) -> Descriptor? {
        let opened = start_open_inside(number, path, flags, mode)
        return opened < 0 ? nil : Descriptor(opened)
    }

    /// The whole file, or nil when it cannot be read or is longer than `limit` bytes.
    func readAll(limit: Int = 16 << 20) -> [UInt8]? {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(number, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0, content.count + count <= limit else { return nil }
            if count == 0 { return content }
            content.append(contentsOf: buffer[..<count])
        }
    }

    func writeAll(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { writeFully(number, UnsafeRawBufferPointer($0)) }
    }
}

/// The lines of a text file without their ends.
func lines(of content: [UInt8]) -> [String] {
    content.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}

/// Creates a directory and those above it; existing ones are fine.
func makeDirectories(_ path: String, mode: mode_t = 0o755) throws(Failure) {
    var position = path.startIndex
    while position < path.endIndex {
        position = path[path.index(after: position)...].firstIndex(of: "/") ?? path.endIndex
        if mkdir(String(path[..<position]), mode) != 0 && errno != EEXIST && position == path.endIndex {
            throw .system("cannot create directory", path)
        }
    }
}
