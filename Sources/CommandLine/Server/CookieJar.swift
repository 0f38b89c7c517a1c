import Errors
import JSONValues
import RPCClient
import SystemInterface
import SystemPackage

/// The cookies that outlive a command, in one JSON file that only its owner can read.
struct CookieJar {
    let path: FilePath
    let files: any FileSystem
    let time: any TimeSource

    /// The cookies for `address` by name. A jar that cannot be read is empty.
    func cookies(for address: ServerAddress) -> [String: String] {
        var result: [String: String] = [:]
        for cookie in entries() where cookie["host"]?.string == address.authority {
            if let name = cookie["name"]?.string, let value = cookie["value"]?.string {
                result[name] = value
            }
        }
        return result
    }

    /// Sets a cookie, or removes it with nil, keeping what other commands wrote meanwhile.
    func set(_ name: String, to value: String?, for address: ServerAddress) async throws {
        try files.createDirectory(path.removingLastComponent(), permissions: .ownerReadWriteExecute)
        let lock = try files.open(FilePath("\(path).lock"), .readWrite, permissions: .ownerReadWrite)
        defer { lock.close() }
        let limit = time.uptime + .seconds(10)
        while try !lock.lockExclusively() {
            guard time.uptime < limit else { throw StartError(.timeout, "Another command holds \(path).lock.") }
            try await time.sleep(for: .milliseconds(20))
        }
        var cookies = entries().filter {
            $0["host"]?.string != address.authority || $0["name"]?.string != name
        }
        if let value {
            cookies.append(["host": .string(address.authority), "name": .string(name), "value": .string(value)])
        }
        let content: JSON = ["cookies": .array(cookies)]
        try files.replaceFile(path, with: content.bytes, permissions: .ownerReadWrite)
    }

    private func entries() -> [JSON] {
        guard let text = try? files.readText(path), let json = try? JSON(parsing: text) else { return [] }
        return json["cookies"]?.array ?? []
    }
}
