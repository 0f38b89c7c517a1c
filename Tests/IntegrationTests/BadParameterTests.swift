import Errors
import JSONValues
import RPCClient
import RPCMethods
import TestSupport
import Testing

extension IntegrationTests {
    @Suite("Bad parameters")
    struct BadParameterTests {
        /// One value of each form of JSON, and some that only look right.
        private static let values: [JSON] = [
            nil, true, 0, -1, 1.5, 1e300, "", "\u{0}", "../../etc/passwd",
            .string(String(repeating: "a", count: 70_000)), [],
            [nil], [[[]]], [:], ["id": [:]], ["__proto__": 1],
        ]

        @Test("no value for any parameter of any method does more than give an error that names it")
        func everyMethod() async throws {
            try await ServerFixture.run("bad-parameters") { server in
                try await server.install(exerciser)
                let before = try await server.dump("/public/packageData")
                var answers = 0
                for method in Methods.all {
                    for member in method.parameterNames {
                        for value in Self.values {
                            // The other members are such that the call could be carried out.
                            var parameters = Self.harmless.filter { method.parameterNames.contains($0.key) }
                            // Removing what is installed is what this call is for.
                            if method.name == "package.uninstall" { parameters["id"] = "absent" }
                            parameters[member] = value
                            guard let error = await error(of: method.name, .object(parameters), server) else {
                                continue
                            }
                            answers += 1
                            let words = "\(method.name) \(member) = \(value.text.prefix(60)): \(error)"
                            #expect(error.code != .unknown && error.code != .internalError, "\(words)")
                            #expect(!error.message.isEmpty && error.message.count <= 4096 + 100, "\(words)")
                            if error.code == .invalidParameters {
                                #expect(error.message.contains("params") || error.message.contains(member), "\(words)")
                            }
                        }
                    }
                    for parameters in [JSON.array([]), "x", 1, true] {
                        let code = await error(of: method.name, parameters, server)?.code
                        #expect(code == .invalidParameters, "\(method.name): \(code?.title ?? "no error")")
                    }
                }
                #expect(answers > 200)
                let after = try await server.dump("/public/packageData")
                #expect(after[exerciser]?["stateInfo"] == before[exerciser]?["stateInfo"])
                #expect(after.object?.keys.map { $0 } == [exerciser])
                #expect(try await server.client.call(Methods.Package.list).count == 1)
            }
        }

        /// Parameters by name that lead far into a method without changing anything that matters.
        private static let harmless: JSONObject = [
            "id": "abi-exerciser", "packageId": "abi-exerciser", "actionId": "echo", "replayId": "none",
            "message": "x", "pointer": "/public/ui", "password": "not the password", "oldPassword": "not the password",
            "newPassword": "not the password", "code": "AAAA-AAAA-AAAA", "ids": [], "value": nil, "eventId": nil,
            "input": ["text": "x"],
        ]

        private func error(of method: String, _ parameters: JSON, _ server: ServerFixture) async -> StartError? {
            do {
                _ = try await server.client.reply(to: method, parameters)
                return nil
            } catch {
                return StartError(wrapping: error)
            }
        }
    }
}
