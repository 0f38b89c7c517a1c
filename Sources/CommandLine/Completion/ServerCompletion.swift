import ArgumentParser
import SystemInterface
import Errors
import RPCClient

/// Asks the server for words while somebody presses Tab: quickly, and without a word when it cannot be.
enum ServerCompletion {
    /// How long somebody waits for a completion.
    private static let patience = Duration.seconds(2)

    /// The words of the server that begin with `prefix`; none when it does not answer in time.
    ///
    /// - Parameter commandLine: The words that stand there so far; those that say which server it is count.
    static func words(
        _ commandLine: [String], _ prefix: String, _ ask: @escaping @Sendable (RPCClient) async throws -> [String]
    ) async -> [String] {
        guard let context = try? CommandContext.current, let options = options(in: commandLine) else { return [] }
        return await withTaskGroup(of: [String].self) { group in
            group.addTask { (try? await options.withClient { try await ask($0) }) ?? [] }
            group.addTask {
                try? await context.time.sleep(for: patience)
                return []
            }
            let first = await group.next() ?? []
            group.cancelAll()
            return first.filter { $0.hasPrefix(prefix) }.sorted()
        }
    }

    /// The server options among the words of a command line.
    static func options(in words: [String]) -> ServerOptions? {
        let values = ["-H", "--host", "--config", "--cookie-path", "--root-ca"]
        var kept: [String] = []
        var rest = LeadingOptions.normalized(Array(words.dropFirst()))[...]
        while let word = rest.popFirst() {
            if values.contains(word), let value = rest.popFirst() {
                kept += [word, value]
            } else if word == "--insecure" || values.contains(where: { $0.count > 2 && word.hasPrefix("\($0)=") }) {
                kept.append(word)
            }
        }
        return try? ServerOptions.parse(kept)
    }

    /// The last word before `index` that is no option.
    static func plainWord(in words: [String], before index: Int) -> String? {
        words.prefix(max(0, index)).last { !$0.hasPrefix("-") }
    }
}
