import Errors
import Glibc
import LiveSystem
import SystemInterface
import SystemPackage

/// What a server has on the machine, on its disk and in its process, to be compared before and after.
package struct Census: Sendable {
    /// Lines of `MachineState` and packet rules, without what differs from one time to the next.
    let machine: [String: Int]
    /// Sizes by path below the data directory; database and logs left out.
    let files: [String: Int64]
    /// Open descriptors of the daemon by kind; connections with clients left out.
    let descriptors: [String: Int]
    package let threads: Int
    /// Memory of the daemon in bytes.
    package let residentBytes: Int

    /// What is more, less or different than in `earlier`; nothing when nothing is.
    ///
    /// - Parameter process: Whether the daemon is the same as then, so that its descriptors may be compared.
    package func differences(from earlier: Census, process: Bool = true) -> [String] {
        var lines = Self.differences(machine, earlier.machine) { "\($0)" }
        lines += Self.differences(files, earlier.files) { "\($0) bytes" }
        if process { lines += Self.differences(descriptors, earlier.descriptors) { "\($0) descriptors" } }
        return lines.sorted()
    }

    private static func differences<Value: Equatable>(
        _ now: [String: Value], _ then: [String: Value], _ words: (Value) -> String
    ) -> [String] {
        Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }.map { key in
            "\(key): \(then[key].map(words) ?? "nothing") before, \(now[key].map(words) ?? "nothing") after"
        }
    }
}

extension ServerFixture {
    /// Counts what there is right now.
    package func census() async throws -> Census {
        let files = LiveFileSystem()
        var machine: [String: Int] = [:]
        for line in try await machineState() + packetRules() { machine[Self.withoutNumbers(line), default: 0] += 1 }
        var sizes: [String: Int64] = [:]
        try Self.walk(slot.data, "", files) { path, status in
            let isOwn = ["/database", "/services/"].contains { path.hasPrefix($0) }
            if path.hasPrefix("/database") || path.hasPrefix("/logs") || (isOwn && path.contains("/logs/")) { return }
            sizes[path] = status.kind == .directory ? 0 : status.size
        }
        let process = FilePath("/proc/\(daemon.processIdentifier)")
        let status = try files.readText(process.appending("status")) ?? ""
        let resident = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?.filter(\.isNumber)
        return Census(
            machine: machine, files: sizes, descriptors: try descriptors(of: process, files),
            threads: try files.list(process.appending("task")).count,
            residentBytes: (resident.flatMap { Int($0) } ?? 0) << 10)
    }

    /// The rules that name this server's bridge or network, without their counters.
    private func packetRules() async throws -> [String] {
        let text = try await LiveProcessRunner().output(of: Command("nft", ["--stateless", "list", "ruleset"]))
        return text.split(separator: "\ntable ").filter { $0.contains(slot.bridge) }.flatMap { table in
            table.split(separator: "\n").map { "rule \($0.drop { $0 == " " || $0 == "\t" })" }
        }
    }

    /// `loop7` becomes `loop`, for the kernel gives numbers as it likes.
    private static func withoutNumbers(_ line: String) -> String {
        line.split(separator: " ").map { word in
            let name = word.drop { !$0.isNumber }
            return word.contains("loop") && !name.isEmpty && name.allSatisfy(\.isNumber)
                ? String(word.prefix { !$0.isNumber }) : String(word)
        }.joined(separator: " ")
    }

    private static func walk(
        _ directory: FilePath, _ path: String, _ files: LiveFileSystem, _ body: (String, FileStatus) -> Void
    ) throws {
        for name in try files.list(directory) {
            let place = directory.appending(name)
            guard let status = try files.status(of: place) else { continue }
            body("\(path)/\(name)", status)
            // What is mounted there is not on the disk of the server.
            let isLayer = path.hasPrefix("/containers/.layers")
            if status.kind == .directory, !isLayer { try walk(place, "\(path)/\(name)", files, body) }
        }
    }

    private func descriptors(of process: FilePath, _ files: LiveFileSystem) throws -> [String: Int] {
        let connected = try connectedSockets(files)
        var kinds: [String: Int] = [:]
        for name in try files.list(process.appending("fd")) {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink(process.appending("fd").appending(name).string, &buffer, buffer.count)
            guard length > 0 else { continue }
            let target = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if connected.contains(target) { continue }
            let isNumbered = target.contains(":[") && target.hasSuffix("]") && !target.hasPrefix("anon_inode")
            kinds[isNumbered ? String(target.prefix { $0 != ":" }) : target, default: 0] += 1
        }
        return kinds
    }

    /// `socket:[number]` of every TCP connection on the machine; those that listen are not among them.
    private func connectedSockets(_ files: LiveFileSystem) throws -> Set<String> {
        var sockets: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] as [FilePath] {
            for line in (try files.readText(table) ?? "").split(separator: "\n").dropFirst() {
                let words = line.split(separator: " ")
                if words.count > 9, words[3] != "0A" { sockets.insert("socket:[\(words[9])]") }
            }
        }
        return sockets
    }
}
