/// Where in a value the encoder or decoder stands; a linked list, so that going down costs no array.
indirect enum CodingPlace {
    case root(String)
    case member(CodingPlace, any CodingKey)

    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var place = self
        while case .member(let outer, let key) = place {
            keys.append(key)
            place = outer
        }
        return keys.reversed()
    }

    /// A place for people: `params.ids[2]`; `the value` for a root without a name.
    static func text(of keys: [any CodingKey], root: String) -> String {
        var text = root
        for key in keys {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return text.isEmpty ? "The value" : "`\(text)`"
    }
}

/// A member name or an element's index as a coding key.
struct MemberName: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        self.intValue = nil
    }

    init(intValue: Int) {
        self.stringValue = String(intValue)
        self.intValue = intValue
    }
}
