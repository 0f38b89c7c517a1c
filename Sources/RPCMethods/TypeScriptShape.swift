import JSONValues

/// A type whose form on the wire is not its list of stored members, written out as a TypeScript type.
package protocol TypeScriptDescribed {
    /// The TypeScript type expression.
    static var typeScript: String { get }
    /// Some value, for a decoder that only wants to know what is asked for.
    static var sample: Self { get }
    /// Types that the expression names.
    static var typeScriptReferences: [any Decodable.Type] { get }
}

extension TypeScriptDescribed {
    package static var typeScriptReferences: [any Decodable.Type] { [] }
}

/// Finds the TypeScript type of a `Decodable` type by decoding it from a source that answers every question and notes
/// what was asked. The types that the daemon really reads and writes are thus the only declaration there is.
struct TypeScriptShape {
    /// TypeScript declarations by name.
    private(set) var declarations: [String: String] = [:]

    /// The TypeScript type expression for `type`; declarations that it needs are added.
    mutating func expression(for type: any Decodable.Type) -> String {
        switch type {
        case is String.Type: return "string"
        case is Bool.Type: return "boolean"
        case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: return "number"
        case is JSON.Type: return "JSONValue"
        case is Empty.Type: return "null"
        case let container as any ShapeContainer.Type: return container.expression(&self)
        case let described as any TypeScriptDescribed.Type:
            return named(type) { shape in
                for reference in described.typeScriptReferences { _ = shape.expression(for: reference) }
                return described.typeScript
            }
        case let choice as any (CaseIterable & RawRepresentable).Type:
            return named(type) { _ in Self.rawValues(of: choice).map { "\"\($0)\"" }.joined(separator: " | ") }
        default:
            return named(type) { shape in shape.object(type) }
        }
    }

    private static func rawValues<T: CaseIterable & RawRepresentable>(of type: T.Type) -> [String] {
        type.allCases.map { "\($0.rawValue)" }
    }

    private mutating func named(_ type: any Decodable.Type, body: (inout TypeScriptShape) -> String) -> String {
        // `ServerDocument.PackageState.Kind` becomes `PackageStateKind`.
        let name = String(reflecting: type).split(separator: ".").dropFirst().joined()
        if declarations[name] == nil {
            declarations[name] = ""
            declarations[name] = body(&self)
        }
        return name
    }

    private mutating func object(_ type: any Decodable.Type) -> String {
        let notes = ShapeNotes()
        _ = try? type.init(from: ShapeDecoder(notes: notes))
        var lines: [String] = []
        for member in notes.members {
            let optional = member.isOptional ? "?" : ""
            let null = member.isOptional ? " | null" : ""
            lines.append("  \(member.name)\(optional): \(expression(for: member.type))\(null);")
        }
        return lines.isEmpty ? "Record<string, never>" : "{\n\(lines.joined(separator: "\n"))\n}"
    }
}

/// Optionals, arrays and dictionaries: types made of another type.
private protocol ShapeContainer {
    static func expression(_ shape: inout TypeScriptShape) -> String
}

extension Optional: ShapeContainer where Wrapped: Decodable {
    fileprivate static func expression(_ shape: inout TypeScriptShape) -> String {
        "\(shape.expression(for: Wrapped.self)) | null"
    }
}

extension Array: ShapeContainer where Element: Decodable {
    fileprivate static func expression(_ shape: inout TypeScriptShape) -> String {
        "\(shape.expression(for: Element.self))[]"
    }
}

extension Dictionary: ShapeContainer where Key == String, Value: Decodable {
    fileprivate static func expression(_ shape: inout TypeScriptShape) -> String {
        "{ [key: string]: \(shape.expression(for: Value.self)) }"
    }
}
