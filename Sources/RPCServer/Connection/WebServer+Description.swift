extension WebServer: CustomStringConvertible {
    /// For logs, which would otherwise show everything the server holds.
    package var description: String { "WebServer" }
}
