import JSONValues

/// The versions of the conversation between daemon and runtime that one side speaks, `docs/formats/container-sockets.md`.
///
/// `hello`, `stop` and `exit` are the same in every version: with them any container can be ended in good order.
struct RuntimeProtocol: Hashable, Sendable {
    let oldest: Int
    let newest: Int

    /// What this daemon speaks.
    static let own = RuntimeProtocol(oldest: 1, newest: 1)

    /// The version that both speak; nil when there is none.
    func common(with other: RuntimeProtocol) -> Int? {
        let version = min(newest, other.newest)
        return version >= max(oldest, other.oldest) ? version : nil
    }

    /// The parameters of `hello`.
    var parameters: JSON { ["protocol": JSON(newest), "oldestProtocol": JSON(oldest)] }
}

extension RuntimeProtocol: CustomStringConvertible {
    var description: String { oldest == newest ? "\(newest)" : "\(oldest) to \(newest)" }
}
