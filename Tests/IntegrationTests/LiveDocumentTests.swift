import Errors
import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("The live document")
    struct LiveDocumentTests {
        @Test("every change comes as a patch, and the patches lead to the document as it is")
        func patches() async throws {
            try await ServerFixture.run("patches") { server in
                let client = server.client
                let subscription = try await client.call(Methods.Database.subscribe, PointerParameters())
                let socket = try await client.webSocket("/ws/rpc/\(subscription.guid)")
                for number in 0..<20 {
                    _ = try await client.call(
                        Methods.Database.putUI, PutUIParameters(pointer: "/number", value: JSON(number)))
                }
                var ids = [Int(subscription.dump.id)]
                var numbers: [Int] = []
                for try await message in socket.messages {
                    guard case .text(let text) = message else { continue }
                    let revision = try JSON(parsing: text)
                    ids.append(try #require(revision["id"]?.integer))
                    for operation in revision["patch"]?.array ?? [] {
                        let path = operation["path"]?.string ?? ""
                        if path == "/ui/number", let value = operation["value"]?.integer { numbers.append(value) }
                    }
                    if numbers.last == 19 { break }
                }
                await socket.close()
                #expect(numbers == Array(0..<20))
                #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
                #expect(try await server.dump("/public/ui/number") == 19)
            }
        }

        @Test("a reply that changes something names the revision, and the subscription reaches it")
        func sequence() async throws {
            try await ServerFixture.run("sequence") { server in
                try await server.install(IntegrationTests.exerciser)
                let client = server.client
                let parameters = PointerParameters(
                    pointer: "/public/packageData/\(IntegrationTests.exerciser)/statusInfo")
                let subscription = try await client.call(Methods.Database.subscribe, parameters)
                let socket = try await client.webSocket("/ws/rpc/\(subscription.guid)")
                let reply = try await client.reply(to: "package.start", ["id": .string(IntegrationTests.exerciser)])
                let sequence = Int(try #require(reply.patchSequence))
                #expect(sequence > Int(subscription.dump.id))
                try await within(.seconds(20), "the subscription reaches revision \(sequence)") {
                    for try await message in socket.messages {
                        guard case .text(let text) = message else { continue }
                        if let id = try JSON(parsing: text)["id"]?.integer, id >= sequence { return }
                    }
                    throw StartError(.network, "The subscription ended.")
                }
                await socket.close()
                #expect(try await client.reply(to: "server.time", [:]).patchSequence == nil)
            }
        }

        @Test("changes survive kill -9 as soon as they are answered")
        func durable() async throws {
            try await ServerFixture.run("durable") { server in
                for number in 0..<3 {
                    _ = try await server.client.call(
                        Methods.Database.putUI, PutUIParameters(pointer: "/number", value: JSON(number)))
                    try await server.end(9)
                    try await server.startAgain()
                    #expect(try await server.dump("/public/ui/number") == JSON(number))
                }
            }
        }
    }
}
