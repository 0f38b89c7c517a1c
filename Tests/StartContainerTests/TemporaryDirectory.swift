import CStartContainer
import Glibc

@testable import start_container

/// A directory of one test, removed with it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/start-container-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.system("cannot create", "/tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        if let directory = try? Descriptor(opening: path, O_RDONLY | O_DIRECTORY) {
            _ = start_remove_children(directory.number)
        }
        rmdir(path)
    }

    var names: [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    func content(_ name: String) -> String {
        let file = try? Descriptor(opening: "\(path)/\(name)", O_RDONLY)
        return String(decoding: file?.readAll() ?? [], as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws {
        let parts = name.split(separator: "/").dropLast()
        if !parts.isEmpty { try makeDirectories("\(path)/\(parts.joined(separator: "/"))") }
        let file = try Descriptor(opening: "\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC)
        guard file.writeAll(text) else { throw Failure.system("cannot write", name) }
    }
}
