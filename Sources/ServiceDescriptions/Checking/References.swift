/// The name of something that must be defined elsewhere.
struct Reference {
    let name: String
    let definition: Definition
    let place: Place
}

/// A text with `${…}` in it.
struct UsedTemplate {
    let text: String
    let scope: TextRule.Scope
    let path: [String]
    let place: Place
}
