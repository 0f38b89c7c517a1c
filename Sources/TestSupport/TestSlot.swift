package import Errors
import LiveSystem
import SystemInterface
package import SystemPackage

/// A place on this machine that no other fixture uses, in this process or another: a directory, a bridge, a network.
///
/// Held by a lock on a file, so that it is free again however its holder ends.
package final class TestSlot: Sendable {
    package let number: Int
    /// Everything of the fixture is below this directory.
    package let root: FilePath

    private static let home = FilePath("/tmp/startos-tests")
    private static let count = 48

    private let lock: any OpenFile

    private init(number: Int, lock: any OpenFile) {
        self.number = number
        self.lock = lock
        root = Self.home.appending(Self.digits(number))
    }

    /// - Throws: `unknown` when every slot is taken.
    package static func take() throws(StartError) -> TestSlot {
        let files = LiveFileSystem()
        try files.createDirectory(home, permissions: FilePermissions(rawValue: 0o755))
        for number in 0..<count {
            let lock = try files.open(home.appending("\(number).lock"), .readWrite, permissions: .ownerReadWrite)
            if try lock.lockExclusively() { return TestSlot(number: number, lock: lock) }
        }
        throw StartError(.unknown, "All \(count) places for test servers below \(home) are taken.")
    }

    package var bridge: String { "tstbr\(Self.digits(number))" }
    /// An address of the loopback network: two servers may then want the same ports.
    package var loopback: String { "127.0.\(100 + number).1" }

    /// A link of its own, for a server that is reached over a network, and its address.
    package var link: String { "tstlan\(Self.digits(number))" }
    package var linkAddress: String { "10.250.\(number).1" }

    package var subnet: String { "10.\(160 + number).0.0/16" }
    package var data: FilePath { root.appending("data") }
    package var runtime: FilePath { root.appending("run") }

    /// Two digits, so that no name is the beginning of another.
    private static func digits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    package func release() {
        lock.close()
    }
}
