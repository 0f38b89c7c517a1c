import Foundation

/// A source file with its lines of code: comments and blank lines are left out.
struct SourceFile {
    let path: String
    let lines: [(number: Int, text: String)]

    /// Whether the file imports `module`.
    func imports(_ module: String) -> Bool {
        lines.contains { line in
            let words = line.text.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index + 1 < words.count else { return false }
            // `import struct Foundation.URL` and the parts of Foundation count as well.
            return words[(index + 1)...].contains {
                $0 == module || $0.hasPrefix("\(module).") || $0 == "\(module)Essentials"
            }
        }
    }

    /// The Swift files of a target.
    static func all(of target: String) throws -> [SourceFile] {
        let folder = PackageDescription.root.appendingPathComponent("Sources/\(target)")
        guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let lines = text.components(separatedBy: "\n").enumerated().compactMap { index, line -> (Int, String)? in
                let code = line.trimmingCharacters(in: .whitespaces)
                return code.isEmpty || code.hasPrefix("//") ? nil : (index + 1, code)
            }
            return SourceFile(path: "Sources/\(target)/\(name)", lines: lines)
        }
    }
}
