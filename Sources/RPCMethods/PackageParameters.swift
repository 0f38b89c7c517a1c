package import JSONValues

package struct PackageParameters: Codable, Sendable {
    package let id: String

    package init(id: String) {
        self.id = id
    }
}

package struct StartParameters: Codable, Sendable {
    package let id: String
    /// Whether to start although a critical task is open.
    package let force: Bool?

    package init(id: String, force: Bool? = nil) {
        self.id = id
        self.force = force
    }
}

package struct UninstallParameters: Codable, Sendable {
    package let id: String
    /// Whether to keep the data volumes.
    package let soft: Bool?
    /// Whether to go on when the package's own clean-up fails.
    package let force: Bool?

    package init(id: String, soft: Bool? = nil, force: Bool? = nil) {
        self.id = id
        self.soft = soft
        self.force = force
    }
}

package struct PackageSummary: Codable, Sendable {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case installing, restoring, updating, installed, removing
    }

    package let status: Status
    package let id: String
    package let version: String

    package init(status: Status, id: String, version: String) {
        self.status = status
        self.id = id
        self.version = version
    }
}

package struct SideloadTickets: Codable, Sendable {
    /// `POST /rest/rpc/<upload>` with the archive as its body, within 30 seconds.
    package let upload: String
    /// `/ws/rpc/<progress>`: a text frame of `FullProgress` at a time, closed with `complete` or the error. Before it
    /// closes for an error, the last state comes once more with the member `error`, which is that of JSON-RPC.
    package let progress: String

    package init(upload: String, progress: String) {
        self.upload = upload
        self.progress = progress
    }
}

package struct ActionInputParameters: Codable, Sendable {
    package let packageId: String
    package let actionId: String
    package let prefill: JSON?

    package init(packageId: String, actionId: String, prefill: JSON? = nil) {
        self.packageId = packageId
        self.actionId = actionId
        self.prefill = prefill
    }
}

package struct RunActionParameters: Codable, Sendable {
    package let packageId: String
    package let actionId: String
    /// The event id that `package.action.get-input` gave. A second run with the same id joins the first.
    package let eventId: String?
    package let input: JSON?

    package init(packageId: String, actionId: String, eventId: String? = nil, input: JSON? = nil) {
        self.packageId = packageId
        self.actionId = actionId
        self.eventId = eventId
        self.input = input
    }
}

package struct ClearTaskParameters: Codable, Sendable {
    package let packageId: String
    package let replayId: String
    package let force: Bool?

    package init(packageId: String, replayId: String, force: Bool? = nil) {
        self.packageId = packageId
        self.replayId = replayId
        self.force = force
    }
}
