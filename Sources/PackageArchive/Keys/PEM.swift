import BinaryEncodings
import Errors

/// Binary data between BEGIN and END lines. Source: RFC 7468, the strict form.
enum PEM {
    /// The text form: lines of 64 characters, line feeds, one at the end.
    static func encode(_ bytes: [UInt8], label: String) -> String {
        var text = "-----BEGIN \(label)-----\n"
        var rest = Base64.encode(bytes)[...]
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }

    /// The bytes of the first block labelled `label`. Text before the BEGIN line is tolerated.
    static func decode(_ text: String, label: String) throws(StartError) -> [UInt8] {
        func failure(_ reason: String) -> StartError {
            StartError(.pem, "Not a PEM text of a \(label): \(reason).")
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") }) else {
            throw failure("it has no BEGIN line")
        }
        guard lines[begin] == "-----BEGIN \(label)-----" else {
            throw failure("it begins with \"\(lines[begin])\"")
        }
        guard let end = lines[begin...].firstIndex(where: { $0.hasPrefix("-----END ") }) else {
            throw failure("it has no END line")
        }
        guard lines[end] == "-----END \(label)-----", lines[(end + 1)...].allSatisfy(\.isEmpty) else {
            throw failure("it ends with \"\(lines[end])\" or something follows")
        }
        let body = lines[(begin + 1)..<end]
        guard body.dropLast().allSatisfy({ $0.utf8.count == 64 }), (body.last?.utf8.count ?? 0) <= 64 else {
            throw failure("every line but the last must have 64 characters")
        }
        guard let bytes = Base64.decode(body.joined()) else {
            throw failure("its body is not Base64")
        }
        return bytes
    }
}
