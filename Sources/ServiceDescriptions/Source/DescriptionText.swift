import Yams

/// The text of a description, kept small and flat enough to be composed without risk.
///
/// The YAML library builds the whole tree, recursing into nested values and hashing keys. What would make that deep or
/// exponential is refused before: a description of a service needs none of it.
struct DescriptionText {
    static let sizeLimit = 256 << 10
    private static let depthLimit = 64
    private static let anchorLimit = 8
    private static let aliasLimit = 32

    let text: String

    /// What forbids composing the text; empty when it may be.
    func obstacles() -> [Mistake] {
        guard text.utf8.count <= Self.sizeLimit else {
            return [Mistake(at: .start, "the file is larger than \(Self.sizeLimit >> 10) KiB")]
        }
        var mistakes: [Mistake] = []
        var depth = 0
        var anchors = 0
        var aliases = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let scalars = Array(line.unicodeScalars)
            let indentation = scalars.prefix { $0 == " " || $0 == "\t" }
            if let tab = indentation.firstIndex(of: "\t"), scalars.count > indentation.count,
                scalars[indentation.count] != "#"
            {
                mistakes.append(
                    Mistake(
                        at: Place(line: index + 1, column: tab + 1),
                        "a tab; indent with spaces, YAML allows no tabs here"))
            }
            let dashes = scalars.dropFirst(indentation.count).prefix { "-? ".unicodeScalars.contains($0) }
            let nesting = dashes.count { $0 != " " }
            var previous: Unicode.Scalar = " "
            var deepest = depth
            for (column, scalar) in scalars.enumerated() {
                switch scalar {
                case "[", "{": depth += 1
                case "]", "}": depth -= 1
                case "&" where Self.opensNode(after: previous, before: scalars.dropFirst(column + 1).first):
                    anchors += 1
                case "*" where Self.opensNode(after: previous, before: scalars.dropFirst(column + 1).first):
                    aliases += 1
                default: break
                }
                deepest = max(deepest, depth)
                previous = scalar
            }
            if deepest > Self.depthLimit || nesting > Self.depthLimit || indentation.count > 4 * Self.depthLimit {
                return [
                    Mistake(
                        at: Place(line: index + 1, column: 1),
                        "nested too deeply; \(Self.depthLimit) levels are the most")
                ]
            }
        }
        if anchors > 0, aliases > 0, anchors > Self.anchorLimit || aliases > Self.aliasLimit {
            mistakes.append(
                Mistake(
                    at: .start,
                    "too many anchors (&) and aliases (*); \(Self.anchorLimit) and \(Self.aliasLimit) are the most"))
        }
        return mistakes
    }

    /// Whether `&` or `*` between these begins an anchor or alias. Texts that look alike are counted too.
    private static func opensNode(after previous: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
        let isAtStart = " \t[{,:-?".unicodeScalars.contains(previous)
        guard isAtStart, let next else { return false }
        return next.properties.isAlphabetic || next == "_" || ("0"..."9").contains(next)
    }

    /// The root node; nil with a mistake when there is none.
    func compose(_ mistakes: inout [Mistake]) -> Node? {
        var text = text
        // A key that stands twice ends the composing. It is noted, made unlike any other without moving anything, and
        // composing is tried again, so that the rest of the file is checked too.
        for attempt in 0..<32 {
            do {
                guard let root = try Parser(yaml: text).singleRoot() else {
                    mistakes.append(Mistake(at: .start, "the file is empty; start with `id: my-service`"))
                    return nil
                }
                return root
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = Place(line: context.mark.line, column: context.mark.column)
                let name = names.first ?? ""
                mistakes.append(Mistake(at: place, "`\(name)` stands twice in the same place; keep one of them"))
                guard let masked = Self.mask(text, place, count: name.unicodeScalars.count, attempt) else { return nil }
                text = masked
            } catch {
                mistakes.append(self.mistake(error))
                return nil
            }
        }
        return nil
    }

    /// The first scalar of keys that were made unlike any other.
    private static let maskStart: UInt32 = 0xF0000

    static func isMasked(_ key: String) -> Bool {
        key.unicodeScalars.first.map { $0.value >= maskStart } ?? false
    }

    private static func mask(_ text: String, _ place: Place, count: Int, _ attempt: Int) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(place.line - 1),
            let mask = Unicode.Scalar(maskStart + UInt32(attempt))
        else { return nil }
        var scalars = Array(lines[place.line - 1].unicodeScalars)
        let isQuoted =
            scalars.indices.contains(place.column - 1) && "\"'".unicodeScalars.contains(scalars[place.column - 1])
        let start = place.column - 1 + (isQuoted ? 1 : 0)
        guard count > 0, start + count <= scalars.count else { return nil }
        for index in start..<(start + count) { scalars[index] = mask }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars)
        lines[place.line - 1] = String(line)
        return lines.joined(separator: "\n")
    }

    private func mistake(_ error: any Error) -> Mistake {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            let place = Place(line: mark.line, column: mark.column)
            return Mistake(at: place, "this is no YAML: \(problem.trimmingSpaces)" + advice(problem, place))
        case YamlError.reader(let problem, let offset, _, let text):
            let before = text.utf8.prefix(offset ?? 0)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            return Mistake(at: Place(line: line, column: 1), "this is no YAML: \(problem)")
        default:
            return Mistake(at: .start, "this is no YAML: \(error)")
        }
    }

    private func advice(_ problem: String, _ place: Place) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.indices.contains(place.line - 1), lines[place.line - 1].contains("${") {
            return "; between brackets, put texts with `${…}` in quotes"
        }
        if problem.contains("alphabetic or numeric") { return "; put a text that begins with `*` or `&` in quotes" }
        if problem.contains("mapping values are not allowed") {
            return "; put a text that holds \": \" in quotes, and check the indentation"
        }
        if problem.contains("cannot start any token") { return "; put the text in quotes" }
        if problem.contains("did not find expected") { return "; check indentation, brackets and quotes up to here" }
        if problem.contains("could not find expected ':'") { return "; every key is followed by a colon and a space" }
        return ""
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
