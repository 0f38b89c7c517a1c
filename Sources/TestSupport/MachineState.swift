import Errors
import Glibc
import LiveSystem
import SystemInterface
import SystemPackage

/// What a machine has that outlives a program: mounts, loop devices, network links, packet rules, control groups and
/// processes, each as one line of text.
package struct MachineState: Hashable, Sendable {
    package let lines: Set<String>

    /// Everything on the machine, or only what bears one of `marks`.
    package static func now(bearing marks: [String]? = nil) async throws -> MachineState {
        let files = LiveFileSystem()
        let processes = LiveProcessRunner()
        var lines: [String] = []
        for line in (try files.readText("/proc/self/mountinfo") ?? "").split(separator: "\n") {
            // Ids differ with every mount; root, place and what follows the hyphen (type, source, options) tell it.
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 5 else { continue }
            let source = words.drop { $0 != "-" }.dropFirst().joined(separator: " ")
            lines.append("mount \(words[4]) of \(words[3]) \(source)")
        }
        for name in try files.list("/sys/block") where name.hasPrefix("loop") {
            if let file = try? files.readText(FilePath("/sys/block/\(name)/loop/backing_file")) {
                lines.append("loop \(name) \(file.split(separator: "\n").first ?? "")")
            }
        }
        let links = try await processes.output(of: Command("ip", ["-o", "link", "show"]))
        for line in links.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let master = words.firstIndex(of: "master").map { " of \(words[$0 + 1])" } ?? ""
            if words.count > 1 { lines.append("link \(words[1])\(master)") }
        }
        for line in try await processes.output(of: Command("nft", ["list", "tables"])).split(separator: "\n") {
            lines.append("nft \(line)")
        }
        lines += try controlGroups(files)
        for name in try files.list("/proc") where name.utf8.allSatisfy({ (48...57).contains($0) }) {
            guard let line = process(name, files) else { continue }
            lines.append(line)
        }
        guard let marks else { return MachineState(lines: Set(lines)) }
        return MachineState(lines: Set(lines.filter { line in marks.contains { line.contains($0) } }))
    }

    /// What is here and was not in `earlier`.
    package func subtracting(_ earlier: MachineState) -> [String] {
        lines.subtracting(earlier.lines).sorted()
    }

    private static func controlGroups(_ files: LiveFileSystem) throws(StartError) -> [String] {
        var lines: [String] = []
        let root = FilePath("/sys/fs/cgroup")
        for top in [root] + (try files.list(root).map { root.appending($0) }) {
            guard let names = try? files.list(top) else { continue }
            for name in names where name.hasPrefix("startos-") || name.hasPrefix("lxc") {
                let group = top.appending(name)
                lines.append("group \(group)")
                for middle in (try? files.list(group)) ?? [] {
                    let path = group.appending(middle)
                    guard let status = try? files.status(of: path), status.kind == .directory else { continue }
                    for leaf in (try? files.list(path)) ?? [] {
                        let leaf = path.appending(leaf)
                        if (try? files.status(of: leaf))?.kind == .directory { lines.append("group \(leaf)") }
                    }
                }
            }
        }
        return lines
    }

    /// A process by its command line and its control groups; nil when it is gone or a thread of the kernel.
    private static func process(_ name: String, _ files: LiveFileSystem) -> String? {
        let directory = FilePath("/proc").appending(name)
        guard let bytes = try? files.readFile(directory.appending("cmdline")), !bytes.isEmpty else { return nil }
        let command = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
        let groups = (try? files.readText(directory.appending("cgroup"))) ?? ""
        let group = groups.split(separator: "\n").first { $0.contains("startos-") } ?? ""
        return "process \(name) \(command.prefix(300)) \(group)"
    }
}
