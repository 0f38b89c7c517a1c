/// The order in which a directory's entries are stored. Readers do not depend on it; it decides what arrives first.
enum ArchiveOrder: Sendable {
    /// Directories first, then files, each by name: a freshly packed archive.
    case byName
    /// The same, but at the root the small descriptive files of a package come first: an archive written again.
    case byPriority

    /// Sorts the elements of a directory; those taken out come last.
    func sorted(_ elements: [ArchiveDirectory.Element], isRoot: Bool) -> [ArchiveDirectory.Element] {
        let keyed = elements.map { element in
            (kind: Self.rank(element.entry), priority: isRoot ? priority(element) : 0, element: element)
        }
        return keyed.sorted { left, right in
            if left.kind != right.kind { return left.kind < right.kind }
            if left.priority != right.priority { return left.priority < right.priority }
            return left.element.name < right.element.name
        }.map(\.element)
    }

    private static func rank(_ entry: ArchiveEntry) -> Int {
        switch entry.content {
        case .directory: 0
        case .file: 1
        case .missing: 2
        }
    }

    private func priority(_ element: ArchiveDirectory.Element) -> Int {
        guard self == .byPriority, !element.entry.isMissing else { return 0 }
        switch element.name.description {
        case "manifest.json": return 0
        case "LICENSE.md": return 2
        case "instructions.md": return 3
        case "dependencies": return 4
        case "javascript.squashfs": return 5
        case "assets.squashfs": return 6
        case "images": return 7
        default: return element.name.stem == "icon" ? 1 : 8
        }
    }
}
