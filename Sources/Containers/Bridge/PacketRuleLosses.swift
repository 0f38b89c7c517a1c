import CLinux
@preconcurrency import Dispatch
import Errors

/// Tells when packet rules are deleted: a firewall that is loaded anew removes everybody's.
enum PacketRuleLosses {
    /// A signal whenever something of `table` was deleted, or may have been. Signals that come while nobody waits are one.
    static func stream(table: String) throws(StartError) -> AsyncStream<Void> {
        let socket = linux_packet_rule_events()
        try check(socket, "watch the packet rules")
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeReadSource(fileDescriptor: socket, queue: .global())
        source.setEventHandler {
            if linux_packet_rules_lost(socket, table) == 1 { continuation.yield() }
        }
        source.setCancelHandler { _ = Descriptor(owning: socket) }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
        return stream
    }
}
