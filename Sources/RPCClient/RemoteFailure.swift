package import Errors
package import JSONValues

/// What a server said about a call that failed: the `cause` of the `StartError` that is thrown for it.
package struct RemoteFailure: Error, Sendable {
    /// The name of the kind of error, in the server's language.
    package let title: String
    package let details: String?
    /// What a program can use, such as the candidates of an ambiguous choice.
    package let information: JSON?
}

extension StartError {
    /// The member `error` of a JSON-RPC reply.
    package init(remote error: JSON) {
        let code = ErrorCode(rawValue: error["code"]?.integer ?? ErrorCode.unknown.rawValue)
        let data = error["data"]
        let details = data?.string ?? data?["details"]?.string
        let title = error["message"]?.string ?? code.title
        let information = data?["info"].flatMap { $0.isNull ? nil : $0 }
        let failure = RemoteFailure(title: title, details: details, information: information)
        self.init(code, details ?? title, cause: failure)
    }

    /// What the server said, when the error came from one.
    package var remoteFailure: RemoteFailure? {
        cause as? RemoteFailure
    }
}
