import Errors
import JSONValues

extension StartError {
    /// The error that a refused request of a continuation carries as `{"error": …}`; nil when the body is none.
    init?(refusal body: [UInt8]) {
        guard let error = try? JSON(parsing: body)["error"], !error.isNull else { return nil }
        self.init(remote: error)
    }
}
