import RPCClient
import ArgumentParser
import JSONValues
import RPCMethods

extension CompletionKind {
    /// The ids of the packages that the server has.
    static var packages: CompletionKind {
        .custom { words, _, prefix in
            await ServerCompletion.words(words, prefix) { client in
                try await client.call(Methods.Package.list).map(\.id)
            }
        }
    }

    /// The ids of the actions of the package that was named before.
    static var actions: CompletionKind {
        .custom { words, index, prefix in
            guard let package = ServerCompletion.plainWord(in: words, before: index) else { return [] }
            return await ServerCompletion.words(words, prefix) { client in
                let place = JSONPointer(["public", "packageData", package, "actions"]).description
                let dump = try await client.call(Methods.Database.dump, PointerParameters(pointer: place))
                return (dump.value.object ?? [:]).filter { $0.value["visibility"]?.string != "hidden" }.map(\.key)
            }
        }
    }
}
