package import ServerDocument

/// The TypeScript declarations of every method and every document type, as the page imports them.
package enum TypeScript {
    /// The content of `web/src/generated/rpc.ts`.
    package static func declarations() -> String {
        var shape = TypeScriptShape()
        var methods: [String] = []
        for method in Methods.all {
            let parameters =
                method.parameters == Empty.self
                ? "Record<string, never>" : shape.expression(for: method.parameters)
            let result = shape.expression(for: method.result)
            methods.append("  \"\(method.name)\": { parameters: \(parameters); result: \(result) };")
        }
        let document = shape.expression(for: PublicDocument.self)
        let types = shape.declarations.sorted { $0.key < $1.key }.map { name, body in
            "export type \(name) = \(body);"
        }
        return """
            // Generated from the Swift declarations by `make generate`. Do not edit.

            export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

            /** Every method: its parameters and its result. */
            export interface Methods {
            \(methods.joined(separator: "\n"))
            }

            /** The document that `db.subscribe` sends. */
            export type Document = \(document);

            \(types.joined(separator: "\n\n"))

            """
    }
}

/// A method without its types, for lists.
package struct MethodDescription: Sendable {
    package let name: String
    let parameters: any (Decodable & Sendable).Type
    let result: any (Decodable & Sendable).Type

    init<P, R>(_ method: RPCMethod<P, R>) {
        name = method.name
        parameters = P.self
        result = R.self
    }

    /// The names of the members that its parameters may have.
    package var parameterNames: [String] {
        let notes = ShapeNotes()
        _ = try? parameters.init(from: ShapeDecoder(notes: notes))
        return notes.members.map(\.name)
    }
}

extension Methods {
    /// Every method, in the order of the areas.
    package static let all: [MethodDescription] = [
        MethodDescription(Server.echo), MethodDescription(Server.state), MethodDescription(Server.time),
        MethodDescription(Server.logs), MethodDescription(Server.followLogs),
        MethodDescription(Server.kernelLogs), MethodDescription(Server.followKernelLogs),
        MethodDescription(Server.setUp),
        MethodDescription(Authentication.logIn), MethodDescription(Authentication.logOut),
        MethodDescription(Authentication.sessions), MethodDescription(Authentication.killSessions),
        MethodDescription(Authentication.resetPassword),
        MethodDescription(Database.dump), MethodDescription(Database.subscribe), MethodDescription(Database.putUI),
        MethodDescription(Package.list), MethodDescription(Package.installedVersion),
        MethodDescription(Package.sideload), MethodDescription(Package.cancelInstall),
        MethodDescription(Package.start), MethodDescription(Package.stop), MethodDescription(Package.restart),
        MethodDescription(Package.rebuild), MethodDescription(Package.uninstall),
        MethodDescription(Package.setLimits), MethodDescription(Package.statistics),
        MethodDescription(Package.followStatistics),
        MethodDescription(Package.logs), MethodDescription(Package.followLogs),
        MethodDescription(Package.actionInput), MethodDescription(Package.runAction),
        MethodDescription(Package.clearTask),
    ]
}

extension Progress: TypeScriptDescribed {
    package static var typeScript: String {
        "null | boolean | { done: number; total?: number | null; units?: \"bytes\" | \"steps\" | null } | FullProgress"
    }

    package static var typeScriptReferences: [any Decodable.Type] { [FullProgress.self] }
    package static var sample: Progress { .notStarted }
}

extension DesiredStatus: TypeScriptDescribed {
    package static var typeScript: String {
        """
        { main: "stopped" } | { main: "running" } | { main: "restarting"; restartAgain: boolean }
          | { main: "backing-up"; onComplete: "start" | "stop" }
        """
    }

    package static var sample: DesiredStatus { .stopped }
}

extension ActionVisibility: TypeScriptDescribed {
    package static var typeScript: String { "\"enabled\" | \"hidden\" | { disabled: string }" }
    package static var sample: ActionVisibility { .enabled }
}
