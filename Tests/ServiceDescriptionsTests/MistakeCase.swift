import Foundation
import Testing

/// A description that is right but for one change, and the report that the change must give. Read from
/// `Mistakes/mistakes.txt`: the lines that are taken out, those that take their place, an empty line, the report.
struct MistakeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let report: String

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Mistakes")

    static let base = (try? String(contentsOf: folder.appending(path: "base.yaml"), encoding: .utf8)) ?? ""

    static let all: [MistakeCase] = {
        let file = folder.appending(path: "mistakes.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return "\n\(text)".components(separatedBy: "\n## ").dropFirst().map(MistakeCase.init)
    }()

    private init(section: String) {
        var lines = section.components(separatedBy: "\n")
        testDescription = lines.removeFirst()
        func take(_ mark: String) -> String {
            var taken = ""
            while let line = lines.first, line.hasPrefix(mark) {
                taken += line.dropFirst(mark.count) + "\n"
                lines.removeFirst()
            }
            return String(taken.dropLast())
        }
        let old = take("- ")
        let new = take("+ ")
        // Within a line, or whole lines that are left out.
        text = Self.base.replacingOccurrences(of: new.isEmpty ? old + "\n" : old, with: new)
        report = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }
}
