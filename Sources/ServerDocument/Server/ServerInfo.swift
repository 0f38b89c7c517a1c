package import JSONValues

/// `public.serverInfo`: what everyone who is logged in may know of the server.
package struct ServerInfo: Codable, Sendable {
    /// A random UUID.
    package var id: String
    package var name: String
    /// A DNS label.
    package var hostname: String
    /// The version of the software that wrote the document last.
    package var version: String
    /// The range of OS versions whose packages run here (ExVer).
    package var packageVersionCompat: String
    package var postInitMigrationTodos: [String: JSON]
    package var lastBackup: String?
    package var network: NetworkInfo
    package var statusInfo: ServerStatus
    package var unreadNotificationCount: Int
    /// SHA-256 of the root certificate: upper-case hex pairs joined by colons.
    package var caFingerprint: String
    package var ntpSynced: Bool
    package var language: String?
    /// Installed memory in bytes.
    package var ram: UInt64

    package init(id: String, name: String, hostname: String, version: String, packageVersionCompat: String) {
        self.id = id
        self.name = name
        self.hostname = hostname
        self.version = version
        self.packageVersionCompat = packageVersionCompat
        postInitMigrationTodos = [:]
        network = NetworkInfo()
        statusInfo = ServerStatus()
        unreadNotificationCount = 0
        caFingerprint = ""
        ntpSynced = false
        ram = 0
    }
}

/// What the whole server is doing.
package struct ServerStatus: Codable, Sendable {
    package var backupProgress: FullProgress?
    package var updateProgress: FullProgress?
    package var shuttingDown = false
    package var restarting = false
    /// Why a restart is needed, if it is.
    package var restart: String?

    package init() {}
}

/// `public.serverInfo.network`.
package struct NetworkInfo: Codable, Sendable {
    /// The page's own host: bindings and addresses.
    package var host = Host()

    package init() {}
}
