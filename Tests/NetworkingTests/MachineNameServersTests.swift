import NIOCore
import SimulatedSystem
import SystemInterface
import SystemPackage
import Testing

@testable import Networking

@Suite struct MachineNameServersTests {
    private let files = SimulatedFileSystem()
    private let time = SimulatedTimeSource()

    private func servers() -> MachineNameServers {
        MachineNameServers(file: "/etc/resolv.conf", resolvedFile: "/run/resolv.conf", files: files, time: time)
    }

    private func write(_ path: FilePath, _ text: String) throws {
        try files.createDirectory(path.removingLastComponent(), permissions: .ownerReadWriteExecute)
        try files.replaceFile(path, with: Array(text.utf8))
    }

    private func addresses(_ servers: MachineNameServers, without own: String = "10.59.0.1") -> [String] {
        servers.addresses(without: own).map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" }
    }

    @Test func theFileIsReadAsTheLibraryDoes() throws {
        try write(
            "/etc/resolv.conf",
            """
            # nameserver 1.1.1.1
            search example.org
            nameserver\t192.0.2.1
            nameserver 2001:db8::1 # ours
            nameserver nonsense
            options edns0
            """)
        #expect(addresses(servers()) == ["192.0.2.1:53", "2001:db8::1:53"])
    }

    @Test func thoseOfSystemdResolvedAreAskedDirectly() throws {
        try write("/etc/resolv.conf", "nameserver 127.0.0.53\n")
        #expect(addresses(servers()) == ["127.0.0.53:53"])
        try write("/run/resolv.conf", "nameserver 192.0.2.7\nnameserver 192.0.2.8\n")
        #expect(addresses(servers()) == ["192.0.2.7:53", "192.0.2.8:53"])
    }

    @Test func weAreNotOurOwnUpstream() throws {
        try write("/etc/resolv.conf", "nameserver 10.59.0.1\nnameserver 192.0.2.1\n")
        #expect(addresses(servers()) == ["192.0.2.1:53"])
        #expect(addresses(servers(), without: "192.0.2.1") == ["10.59.0.1:53"])
    }

    @Test func changesAreSeen() throws {
        let servers = servers()
        #expect(addresses(servers) == [])
        try write("/etc/resolv.conf", "nameserver 192.0.2.1\n")
        time.advance(by: .seconds(1))
        #expect(addresses(servers) == ["192.0.2.1:53"])
        try write("/etc/resolv.conf", "nameserver 192.0.2.2\n")
        #expect(addresses(servers) == ["192.0.2.1:53"])
        time.advance(by: .seconds(1))
        #expect(addresses(servers) == ["192.0.2.2:53"])
        try files.remove("/etc/resolv.conf")
        time.advance(by: .seconds(1))
        #expect(addresses(servers) == [])
    }
}
