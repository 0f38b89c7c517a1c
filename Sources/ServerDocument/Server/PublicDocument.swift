package import JSONValues

/// `public`: what `db.subscribe` sends.
package struct PublicDocument: Codable, Sendable {
    package var serverInfo: ServerInfo
    package var packageData: [String: PackageEntry]
    /// The page's own notes, written with `db.put.ui`.
    package var ui: JSON

    package init(serverInfo: ServerInfo) {
        self.serverInfo = serverInfo
        packageData = [:]
        ui = [:]
    }
}

/// The whole database document.
package struct Document: Codable, Sendable {
    package var `public`: PublicDocument
    package var `private`: PrivateState

    package init(serverInfo: ServerInfo) {
        `public` = PublicDocument(serverInfo: serverInfo)
        `private` = PrivateState()
    }
}
