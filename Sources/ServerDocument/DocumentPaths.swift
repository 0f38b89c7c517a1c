package import JSONValues
package import PatchDatabase

/// The places of the document, so that nobody else writes a name as a string.
extension Document {
    package static var root: DocumentPath<Document> { .root() }
}

extension DocumentPath where Value == Document {
    package var `public`: DocumentPath<PublicDocument> { appending("public") }
    package var `private`: DocumentPath<PrivateState> { appending("private") }

    package var server: DocumentPath<ServerInfo> { `public`.appending("serverInfo") }
    package var packages: DocumentPath<[String: PackageEntry]> { `public`.appending("packageData") }
    package var ui: DocumentPath<JSON> { `public`.appending("ui") }

    /// The entry of one package.
    package func package(_ id: String) -> DocumentPath<PackageEntry> { packages[id] }

    /// The server's own record of one package.
    package func service(_ id: String) -> DocumentPath<ServiceRecord> { `private`.services[id] }
}

extension DocumentPath where Value == ServerInfo {
    package var unreadNotificationCount: DocumentPath<Int> { appending("unreadNotificationCount") }
    package var caFingerprint: DocumentPath<String> { appending("caFingerprint") }
    package var hostname: DocumentPath<String> { appending("hostname") }
    package var version: DocumentPath<String> { appending("version") }
    package var packageVersionCompat: DocumentPath<String> { appending("packageVersionCompat") }
    package var ram: DocumentPath<UInt64> { appending("ram") }
}

extension DocumentPath where Value == PackageEntry {
    package var stateInfo: DocumentPath<PackageState> { appending("stateInfo") }
    package var statusInfo: DocumentPath<StatusInfo> { appending("statusInfo") }
    package var actions: DocumentPath<[String: ActionMetadata]> { appending("actions") }
    package var tasks: DocumentPath<[String: TaskEntry]> { appending("tasks") }
    package var hosts: DocumentPath<[String: Host]> { appending("hosts") }
    package var currentDependencies: DocumentPath<[String: JSON]> { appending("currentDependencies") }
    package var s9pk: DocumentPath<String> { appending("s9pk") }
    package var icon: DocumentPath<String> { appending("icon") }
    package var keepsData: DocumentPath<Bool?> { appending("keepsData") }
    package var limits: DocumentPath<ServiceLimits?> { appending("limits") }
}

extension DocumentPath where Value == PackageState {
    package var state: DocumentPath<PackageState.Kind> { appending("state") }
    package var manifest: DocumentPath<JSON> { appending("manifest") }
    package var progress: DocumentPath<FullProgress> { appending("installingInfo", "progress") }
}

extension DocumentPath where Value == StatusInfo {
    package var health: DocumentPath<[String: HealthResult]> { appending("health") }
    package var error: DocumentPath<ErrorInfo?> { appending("error") }
    package var started: DocumentPath<String?> { appending("started") }
    package var desired: DocumentPath<DesiredStatus> { appending("desired") }
    package var retry: DocumentPath<RetryInfo?> { appending("retry") }
}

extension DocumentPath where Value == Host {
    package var bindings: DocumentPath<[String: Binding]> { appending("bindings") }
}

extension DocumentPath where Value == PrivateState {
    package var documentVersion: DocumentPath<Int> { appending("documentVersion") }
    package var localCertificates: DocumentPath<JSON> { appending("keyStore", "localCerts") }
    package var password: DocumentPath<String?> { appending("password") }
    package var availablePorts: DocumentPath<[String: Bool]> { appending("availablePorts") }
    package var sessions: DocumentPath<[String: Session]> { appending("sessions") }
    package var notifications: DocumentPath<[String: Notification]> { appending("notifications") }
    package var services: DocumentPath<[String: ServiceRecord]> { appending("services") }
}

extension DocumentPath where Value == ServiceRecord {
    package var calls: DocumentPath<CallRecord> { appending("calls") }
    package var configurations: DocumentPath<[String: JSON]?> { appending("configurations") }
}

extension DocumentPath where Value == CallRecord {
    package var instance: DocumentPath<String?> { appending("instance") }
    package var results: DocumentPath<[String: JSON]> { appending("results") }
}
