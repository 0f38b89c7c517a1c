package import JSONValues

/// A text in one language, or in several by locale (`en_US`).
package enum LocaleString: Hashable, Sendable {
    case text(String)
    case translations(OrderedDictionary<String, String>)

    /// The text for `locale`: the exact locale, else the first of the same language, else the first.
    package func localized(_ locale: String) -> String {
        switch self {
        case .text(let text):
            return text
        case .translations(let texts):
            let end = locale.firstIndex(of: "_").map { locale.index(after: $0) } ?? locale.endIndex
            let language = locale[..<end]
            return texts[locale] ?? texts.first { $0.key.hasPrefix(language) }?.value ?? texts.values.first ?? ""
        }
    }

    package var json: JSON {
        switch self {
        case .text(let text): .string(text)
        case .translations(let texts): .object(texts.mapValues { .string($0) })
        }
    }
}
