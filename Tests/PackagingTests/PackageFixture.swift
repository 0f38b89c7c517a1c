import Errors
import Foundation
import JSONValues
import LiveSystem
import PackageArchive
import SystemInterface
import SystemPackage

@testable import Packaging

/// A complete little package folder, removed with the value.
final class PackageFixture: Sendable {
    let path: FilePath
    let temporary: FilePath

    init() throws {
        let base = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("package-test-\(UUID().uuidString)")
        path = base.appending("hello")
        temporary = base.appending("temporary")
        for name in ["javascript", "assets", "rootfs/bin", "rootfs/etc"] {
            try LiveFileSystem().createDirectory(path.pushing(FilePath(name)), permissions: .ownerReadWriteExecute)
        }
        try LiveFileSystem().createDirectory(temporary, permissions: .ownerReadWriteExecute)
        try write("javascript/index.js", program())
        try write("icon.svg", "<svg/>")
        try write("LICENSE.md", "Do as you like.")
        try write("instructions.md", "# Hello")
        try write("assets/data.txt", "data")
        try write("rootfs/bin/sh", "#!")
        try write("rootfs/etc/passwd", "root:x:0:0:root:/:/bin/sh\n")
        try write("other.png", "png")
    }

    deinit {
        try? LiveFileSystem().removeTree(path.removingLastComponent())
    }

    /// An `index.js` whose manifest is complete but for `change`.
    func program(_ change: (inout JSON) -> Void = { _ in }) throws -> String {
        var manifest: JSON = [
            "id": "hello", "version": "1.0.0:0", "canMigrateTo": "!", "canMigrateFrom": "*", "title": "Hello",
            "description": ["short": "s", "long": "l"], "releaseNotes": "first", "license": "MIT",
            "upstreamRepo": "https://example.org/", "volumes": ["main"],
            "images": [
                "main": [
                    "source": [
                        "rootfs": [
                            "path": "rootfs", "env": ["A=1", "B=two words"], "workdir": "/srv", "cmd": ["/bin/sh"],
                        ]
                    ],
                    "arch": ["x86_64", "aarch64"],
                ]
            ],
            "dependencies": [
                "other": ["description": "why", "optional": true, "metadata": ["title": "Other", "icon": "other.png"]]
            ],
        ]
        change(&manifest)
        return "console.log('loading'); exports.manifest = \(manifest.text)\n"
    }

    func write(_ name: String, _ text: String) throws {
        try LiveFileSystem().replaceFile(path.pushing(FilePath(name)), with: Array(text.utf8))
    }

    func remove(_ name: String) throws {
        try LiveFileSystem().remove(path.pushing(FilePath(name)))
    }

    @discardableResult
    func shell(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: path.string)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw StartError(.unknown, "`\(script)` failed.") }
        return String(decoding: data, as: UTF8.self)
    }

    func pack() async throws -> PackedFile {
        let request = PackRequest(folder: path, cache: path.appending("cache"), temporaryDirectory: temporary)
        let packer = Packer(files: LiveFileSystem(), processes: LiveProcessRunner(), random: LiveRandomSource())
        return try await packer.pack(request, key: try SigningKey(seed: Array(repeating: 1, count: 32)))
    }
}
