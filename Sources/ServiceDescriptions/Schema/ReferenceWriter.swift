import JSONValues

/// Writes the declaration as the reference in docs/formats/service-yaml.md.
package struct ReferenceWriter {
    private var records: [Record] = []

    /// Every key in Markdown: a table for each kind of mapping.
    package static var markdown: String {
        var writer = ReferenceWriter()
        writer.collect(ServiceTable.service)
        return writer.records.map(section).joined(separator: "\n\n") + "\n"
    }

    /// Records in the order in which a reader meets them.
    private mutating func collect(_ record: Record) {
        guard !records.contains(where: { $0.name == record.name }) else { return }
        records.append(record)
        for field in record.fields { for inner in Self.records(in: field.shape) { collect(inner) } }
    }

    private static func records(in shape: Shape) -> [Record] {
        switch shape {
        case .record(let record): [record]
        case .variants(let records): records
        case .list(let element, _): records(in: element)
        case .map(_, let value): records(in: value)
        case .either(let scalar, let list, let mapping): [scalar, list, mapping].compactMap(\.self).flatMap(records)
        default: []
        }
    }

    private static func section(_ record: Record) -> String {
        let rows = record.fields.map { field in
            "| `\(field.key)`\(field.presence == .required ? " *" : "") | \(value(field.shape)) | \(summary(field)) |"
        }
        return """
            ### \(record.name)

            \(record.summary)

            | Key | Value | Meaning |
            |---|---|---|
            \(rows.joined(separator: "\n"))
            """
    }

    private static func summary(_ field: Field) -> String {
        guard case .standard(let standard) = field.presence, standard != [:], standard != [], standard != "" else {
            return field.summary
        }
        return "\(field.summary) Standard: `\(written(standard, field.shape))`."
    }

    /// A standard value as one would write it.
    private static func written(_ value: JSON, _ shape: Shape) -> String {
        switch shape {
        case .duration:
            guard let milliseconds = value.integer else { return value.text }
            return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
        case .mode: return "0" + String(value.integer ?? 0, radix: 8)
        default:
            guard let elements = value.array else { return value.plainText }
            return "[\(elements.map(\.plainText).joined(separator: ", "))]"
        }
    }

    private static func value(_ shape: Shape) -> String {
        switch shape {
        case .text(.template): "text with `${…}`"
        case .record(let record): link(record)
        case .list(let element, _): "list of \(value(element))"
        case .map(_, let element): "by name: \(value(element))"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .either(let scalar, let list, let mapping):
            [scalar, list, mapping].compactMap(\.self).map(value).joined(separator: "; or ")
        case .variants: "a field, see below"
        default: shape.kind.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        }
    }

    private static func link(_ record: Record) -> String {
        "[\(record.name)](#\(record.name.lowercased().map { $0 == " " ? "-" : String($0) }.joined().filter { $0 != ":" }))"
    }
}
