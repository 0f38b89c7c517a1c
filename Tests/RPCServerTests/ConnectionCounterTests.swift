import NIOCore
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(3))) struct ConnectionCounterTests {
    @Test(
        arguments: [
            (nil, .machine), ("127.0.0.1", .machine), ("127.9.9.9", .machine), ("::1", .machine),
            ("::ffff:127.0.0.1", .machine), ("nonsense", .machine), ("192.0.2.7", .network([192, 0, 2, 7])),
            ("::ffff:192.0.2.7", .network([192, 0, 2, 7])),
            ("2001:db8:1:2:3:4:5:6", .network([0x20, 1, 0x0D, 0xB8, 0, 1, 0, 2])),
        ] as [(String?, PeerNetwork)])
    func whoseConnectionItIs(_ text: String?, _ peer: PeerNetwork) {
        #expect(PeerNetwork(text: text) == peer)
    }

    @Test func oneNetworkCannotTakeEveryPlaceAndTheMachineItselfAlwaysGetsIn() {
        let counter = ConnectionCounter(.init(total: 5, perPeer: 3, fromMachine: 2))
        let (first, second) = (PeerNetwork(text: "192.0.2.1"), PeerNetwork(text: "192.0.2.2"))
        #expect((0..<4).map { _ in counter.admit(first) } == [true, true, true, false])
        #expect((0..<3).map { _ in counter.admit(second) } == [true, true, false])
        #expect((0..<3).map { _ in counter.admit(.machine) } == [true, true, false])
        counter.release(first)
        #expect(counter.admit(second))
        for peer in [first, first, second, second, second, .machine, .machine] { counter.release(peer) }
        #expect(counter.isEmpty)
    }

    @Test func aConnectionTooManyIsClosedAndTheNextOneIsServedWhenThereIsRoom() async throws {
        let call = #"{"method":"echo","params":{"message":"x"}}"#
        try await TestServer.with(connections: .init(fromMachine: 2)) { server in
            try await RawClient.with(port: server.port) { first in
                try await first.call(call)
                #expect(try await first.response().status == 200)
                try await RawClient.with(port: server.port) { second in
                    try await second.call(call)
                    #expect(try await second.response().status == 200)
                    try await RawClient.with(port: server.port) { third in
                        let answer = try await third.rest()
                        #expect(answer == [])
                    }
                    try await first.call(call)
                    #expect(try await first.response().status == 200)
                }
            }
            // The server learns of the end of a connection a moment later.
            var status = 0
            for _ in 0..<1000 where status != 200 {
                status = try await RawClient.with(port: server.port) { client in
                    try? await client.call(call)
                    return (try? await client.response().status) ?? 0
                }
            }
            #expect(status == 200)
        }
    }
}
