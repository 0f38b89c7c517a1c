public import Errors
import Glibc
public import SystemPackage

/// Facts about the process that runs.
public enum CurrentProcess {
    /// The program file, links resolved.
    public static func executable() throws(StartError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { throw StartError(.filesystem, "The place of the program cannot be found.") }
        return FilePath(String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// `path` as an absolute one, seen from the working directory, `.` and `..` taken out.
    public static func absolute(_ path: FilePath) throws(StartError) -> FilePath {
        guard path.isRelative else { return path.lexicallyNormalized() }
        guard let directory = getcwd(nil, 0) else {
            throw StartError(.filesystem, "The working directory cannot be found.")
        }
        defer { free(directory) }
        return FilePath(platformString: directory).pushing(path).lexicallyNormalized()
    }
}
