import Errors
import ExtendedVersions

/// Reading of version ranges, with what is wrong in words.
enum VersionSyntax {
    /// What is wrong with `text`; nil when it is a range.
    static func problem(inRange text: String) -> String? {
        do throws(StartError) {
            _ = try VersionRange(text, tail: .refused)
            return nil
        } catch {
            return error.message
        }
    }
}
