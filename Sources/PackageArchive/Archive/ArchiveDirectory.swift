/// A directory of an archive: its entries in the order of their names.
package struct ArchiveDirectory: Sendable {
    package struct Element: Sendable {
        package let name: EntryName
        package let entry: ArchiveEntry
    }

    package let elements: [Element]

    init(_ elements: [Element]) {
        self.elements = elements.sorted { $0.name < $1.name }
    }

    /// The entry called `name`.
    package subscript(name: EntryName) -> ArchiveEntry? {
        var low = elements.startIndex
        var high = elements.endIndex
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].name < name { low = middle + 1 } else { high = middle }
        }
        guard low < elements.endIndex, elements[low].name == name else { return nil }
        return elements[low].entry
    }

    /// The length of the table of contents as it would be stored now, in bytes.
    var tableSize: UInt64 {
        var size = UInt64([UInt8].varintLength(UInt64(elements.count)))
        for element in elements {
            size += TableOfContents.Record.fixedLength(element.name)
            switch element.entry.content {
            case .missing: break
            case .file: size += 8
            case .directory: size += 16
            }
        }
        return size
    }

    /// The hash that is signed; taking entries out or moving them does not change it.
    var sighash: [UInt8] {
        TableOfContents(
            records: elements.map { element in
                TableOfContents.Record(
                    name: element.name, hash: element.entry.hash, size: element.entry.size, place: .missing)
            }
        ).sighash
    }
}
