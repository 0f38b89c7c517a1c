import CLinux
import Errors

/// Tells when packet rules are deleted: a firewall that is loaded anew removes everybody's.
enum PacketRuleLosses {
    /// A signal whenever something of `table` was deleted, or may have been. Signals that come while nobody waits are one.
    static func stream(table: String) throws(StartError) -> AsyncStream<Void> {
        let socket = linux_packet_rule_events()
        try check(socket, "watch the packet rules")
        return AsyncStream(signalsOf: socket) { linux_packet_rules_lost($0, table) == 1 }
    }
}
