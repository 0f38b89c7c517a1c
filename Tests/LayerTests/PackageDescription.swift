import Foundation

/// The package as SwiftPM itself understands it.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let path: String?
        private let dependencies: [Dependency]
        private let settings: [Setting]

        /// Targets of this package that it uses.
        var targets: [String] { dependencies.compactMap(\.name) }

        /// The names of the upcoming features that are on.
        var upcomingFeatures: Set<String> { Set(settings.compactMap(\.kind.enableUpcomingFeature?._0)) }

        var languageMode: String? { settings.compactMap(\.kind.swiftLanguageMode?._0).first }
    }

    /// `{"byName": [name, condition]}` for a target; products are told apart by another key.
    private struct Dependency: Decodable {
        let byName: [String?]?
        let target: [String?]?

        var name: String? { (byName ?? target)?.first ?? nil }
    }

    private struct Setting: Decodable {
        struct Kind: Decodable {
            struct Value: Decodable { let _0: String }

            let enableUpcomingFeature: Value?
            let swiftLanguageMode: Value?
        }

        let kind: Kind
    }

    let targets: [Target]

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func load() throws -> PackageDescription {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A scratch directory of its own: another SwiftPM may hold the lock on the usual one.
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("layers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        process.arguments = ["swift", "package", "--scratch-path", scratch.path, "dump-package"]
        process.currentDirectoryURL = root
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: data)
    }
}
