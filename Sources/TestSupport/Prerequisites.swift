package import Errors
import Foundation
package import SystemPackage

/// What tests of the whole product need beside the sources: built programs, packed packages, a browser.
package enum Prerequisites {
    /// The root of this checkout.
    package static let checkout = FilePath(#filePath)
        .removingLastComponent().removingLastComponent().removingLastComponent()

    /// Where `bin` and `share` stand: `STARTOS_PREFIX`, else what `make test` builds.
    package static var prefix: FilePath {
        directory("STARTOS_PREFIX") ?? checkout.appending("build/debug")
    }

    /// A program of ours.
    ///
    /// - Throws: `notFound` with what to do about it.
    package static func program(_ name: String) throws(StartError) -> FilePath {
        try existing(prefix.appending("bin").appending(name))
    }

    /// A packed package of ours: `STARTOS_PACKAGES`, else what `make test` packs.
    ///
    /// - Throws: `notFound` with what to do about it.
    package static func package(_ name: String) throws(StartError) -> FilePath {
        let packages = directory("STARTOS_PACKAGES") ?? checkout.appending("build")
        return try existing(packages.appending("\(name).s9pk"))
    }

    /// What tests leave for a person to look at: logs of daemons, pictures of pages.
    package static func results(_ kind: String) throws -> FilePath {
        let directory = checkout.appending("build").appending(kind)
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        return directory
    }

    private static func directory(_ variable: String) -> FilePath? {
        guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else { return nil }
        return FilePath(text)
    }

    private static func existing(_ path: FilePath) throws(StartError) -> FilePath {
        guard FileManager.default.fileExists(atPath: path.string) else {
            throw StartError(.notFound, "This test needs \(path). `make test` builds it.")
        }
        return path
    }
}
