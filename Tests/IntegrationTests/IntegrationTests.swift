import Testing

/// The whole product: the real daemon, real containers, real packages.
@Suite("Whole server", .serialized, .timeLimit(.minutes(5)))
enum IntegrationTests {
    static let exerciser = "abi-exerciser"
}
