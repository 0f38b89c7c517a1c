import Errors
import JSONValues

/// The members of one object of a manifest, read with errors that name the field.
struct ManifestFields {
    /// The path of the object, `images.main`; empty at the root.
    let path: String
    let members: JSONObject

    init(_ json: JSON, path: String = "") throws(StartError) {
        guard let members = json.object else {
            throw Self.failure(path.isEmpty ? "The manifest" : "`\(path)`", "must be an object")
        }
        self.path = path
        self.members = members
    }

    static func failure(_ what: String, _ rule: String) -> StartError {
        StartError(.deserialization, "The manifest is not valid: \(what) \(rule).")
    }

    func name(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    func failure(_ key: String, _ rule: String) -> StartError {
        Self.failure("`\(name(key))`", rule)
    }

    /// The member, or nil when it is missing or null.
    func value(_ key: String) -> JSON? {
        guard let value = members[key], !value.isNull else { return nil }
        return value
    }

    /// The member, which must stand there and may be null only where `T` says so.
    func required(_ key: String) throws(StartError) -> JSON {
        guard let value = members[key] else { throw failure(key, "is missing") }
        return value
    }

    func string(_ key: String) throws(StartError) -> String {
        guard let text = try required(key).string else { throw failure(key, "must be a string") }
        return text
    }

    func optionalString(_ key: String) throws(StartError) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw failure(key, "must be a string or null") }
        return text
    }

    func bool(_ key: String, default standard: Bool) throws(StartError) -> Bool {
        guard let value = value(key) else { return standard }
        guard let flag = value.bool else { throw failure(key, "must be true or false") }
        return flag
    }

    func strings(_ key: String) throws(StartError) -> [String]? {
        guard let value = value(key) else { return nil }
        guard let elements = value.array else { throw failure(key, "must be an array of strings") }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else { throw failure(key, "must be an array of strings") }
            texts.append(text)
        }
        return texts
    }

    /// Each text once, in byte order.
    func set(_ key: String) throws(StartError) -> [String]? {
        guard let texts = try strings(key) else { return nil }
        return Set(texts).sorted(by: Self.precedes)
    }

    func object(_ key: String) throws(StartError) -> ManifestFields? {
        guard let value = value(key) else { return nil }
        return try ManifestFields(value, path: name(key))
    }

    func localeString(_ key: String) throws(StartError) -> LocaleString? {
        switch value(key) {
        case nil: return nil
        case .string(let text): return .text(text)
        case .object(let members):
            var texts: OrderedDictionary<String, String> = [:]
            for (locale, value) in members {
                guard let text = value.string else { throw failure("\(key).\(locale)", "must be a string") }
                texts[locale] = text
            }
            return .translations(texts)
        default: throw failure(key, "must be a string or an object of strings by locale")
        }
    }

    func requiredLocaleString(_ key: String) throws(StartError) -> LocaleString {
        guard let text = try localeString(key) else { throw failure(key, "is missing") }
        return text
    }

    /// Every member of the object `key` read by `read`, sorted by id; each id is checked.
    func map<Value>(
        _ key: String,
        _ read: (ManifestFields) throws(StartError) -> Value
    ) throws(StartError) -> OrderedDictionary<String, Value>? {
        guard let fields = try object(key) else { return nil }
        var values: OrderedDictionary<String, Value> = [:]
        for id in fields.members.keys.sorted(by: Self.precedes) {
            guard ManifestSyntax.isIdentifier(id) else {
                throw fields.failure(id, "is no id: \(ManifestSyntax.identifierRule)")
            }
            values[id] = try read(try ManifestFields(fields.members[id] ?? .null, path: fields.name(id)))
        }
        return values
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
