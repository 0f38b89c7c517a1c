import Errors
import Testing

@testable import Packaging
@testable import ServerDocument

@Suite("service.lock")
struct ImageLockTests {
    private static let image = DebianImage(suite: "trixie", packages: ["nginx", "curl"], process: ImageProcess())

    private static let record = """
        source\tmirror.example/debian\ttrixie\tSat, 12 Sep 2026 07:55:41 UTC\tabcd
        package\tnginx\t1.26-1\tamd64\t1111
        package\tlibc6\t2.41-12\tamd64\t2222
        package\tcurl\t8.0-1\tamd64\t3333
        """

    private func locked(_ change: (String) -> String = { $0 }) throws -> LockedImage {
        try LockedImage(Self.image, record: change(Self.record))
    }

    @Test("is read as it was written, and says the same whatever the order was")
    func roundTrip() throws {
        var lock = ImageLock()
        lock["web", "x86_64"] = try locked()
        lock["base", "x86_64"] = try locked { $0.split(separator: "\n").reversed().joined(separator: "\n") }
        let read = try ImageLock(parsing: lock.text)
        #expect(read.text == lock.text)
        #expect(read["web", "x86_64"] == read["base", "x86_64"])
        #expect(read["web", "aarch64"] == nil)
        #expect(lock.text.contains("\"libc6 2.41-12 amd64 2222\""))
    }

    @Test("that is damaged is refused", arguments: ["", "{}", #"{"format":2,"images":{}}"#, "[1]"])
    func damaged(_ text: String) {
        #expect(throws: StartError.self) { try ImageLock(parsing: text) }
    }

    @Test("a record that cannot be understood is refused", arguments: ["", "package\tnginx", "nonsense"])
    func damagedRecord(_ text: String) {
        #expect(throws: StartError.self) { try LockedImage(Self.image, record: text) }
    }

    @Test("the same packages are fine, in any order")
    func same() throws {
        try locked().check(given: locked { $0.split(separator: "\n").reversed().joined(separator: "\n") }, id: "main")
        var image = Self.image
        image.packages = ["curl", "nginx"]
        try locked().check(for: image, id: "main")
    }

    @Test(
        "what changed is named, with advice",
        arguments: [
            ("2.41-12", "2.41-13", "libc6 2.41-12, there is 2.41-13"),
            ("2222", "9999", "libc6 2.41-12 has another content"),
            ("package\tcurl\t8.0-1\tamd64\t3333", "", "curl 8.0-1 is not needed any more"),
            ("package\tcurl", "package\tzlib1g\t1.3\tamd64\t4444\npackage\tcurl", "zlib1g 1.3 is needed besides"),
        ])
    func changed(_ old: String, _ new: String, _ words: String) throws {
        let given = try locked { $0.replacing(old, with: new) }
        #expect {
            try locked().check(given: given, id: "main")
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.message.contains(words) && error.message.contains("--update-lock")
                && error.message.contains("Sat, 12 Sep 2026 07:55:41 UTC")
        }
    }

    @Test("another list of packages needs another lock")
    func otherList() throws {
        var image = Self.image
        image.packages.append("bash")
        #expect(throws: StartError.self) { try locked().check(for: image, id: "main") }
    }

    @Test("pins what is in it")
    func preferences() throws {
        #expect(try locked().preferences.contains("Package: libc6\nPin: version 2.41-12\nPin-Priority: 1001\n"))
    }
}
