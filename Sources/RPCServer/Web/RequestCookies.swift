import HTTPTypes

extension HTTPFields {
    /// The cookies of a request by name (RFC 6265 §5.4); of two with one name the first.
    var requestCookies: [String: String] {
        var cookies: [String: String] = [:]
        for header in self[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = String(parts[0].trimmingWhitespace)
                var value = parts[1].trimmingWhitespace
                if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
                if cookies[name] == nil { cookies[name] = String(value) }
            }
        }
        return cookies
    }
}

extension Substring {
    var trimmingWhitespace: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
