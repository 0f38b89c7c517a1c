import Errors
package import JSONValues
import PatchDatabase
import ServerDocument

/// The actions of a service.
extension InstalledService {
    /// How long a package may take to answer with a form.
    private static let inputDeadline = Duration.seconds(30)
    /// How long an action may run.
    private static let runDeadline = Duration.seconds(120)

    /// The form of an action: `{eventId, spec, value}`, or null when it has none.
    package func actionInput(_ action: String, prefill: JSON, eventId: String? = nil) async throws -> JSON {
        guard try metadata(of: action).hasInput else { return .null }
        let eventId = eventId ?? host.guid()
        return try await withRuntime(returns: true) { runtime in
            try await self.fetchInput(action, prefill: prefill, eventId: eventId, runtime)
        }
    }

    /// Runs an action and returns what it answers.
    ///
    /// A second run under the same event id joins the first: it is not carried out twice.
    package func runAction(
        _ action: String, input: JSON, eventId: String?
    ) async throws -> JSON {
        let metadata = try metadata(of: action)
        if case .disabled(let reason) = metadata.visibility {
            throw StartError(.action, "\(metadata.name) cannot be run: \(reason)")
        }
        let isRunning = try host.database.value(at: entry.statusInfo)?.started != nil
        switch metadata.allowedStatuses {
        case .onlyRunning where !isRunning:
            throw StartError(.action, "\(metadata.name) can only be run while the service runs.")
        case .onlyStopped where isRunning:
            throw StartError(.action, "\(metadata.name) can only be run while the service is stopped.")
        default: break
        }
        let eventId = eventId ?? host.guid()
        return try await withRuntime { runtime in
            // The package checks an input against the form it made under this id; a new container made none.
            if metadata.hasInput, !self.preparedInputs.contains(eventId) {
                _ = try await self.fetchInput(action, prefill: .null, eventId: eventId, runtime)
            }
            let result: JSON
            do {
                result = try await self.execute(
                    "/actions/\(action)/run", ["input": input], eventId: eventId, within: Self.runDeadline, runtime)
            } catch {
                // What failed half-way may have changed something.
                await self.evaluateTasks(of: action, wasRun: false)
                throw error
            }
            await self.evaluateTasks(of: action, wasRun: true)
            return result
        }
    }

    func metadata(of action: String) throws(StartError) -> ActionMetadata {
        guard Identifier.isValid(action), let metadata = try host.database.value(at: entry.actions[action]) else {
            throw StartError(.notFound, "\(id) has no action \"\(action)\".")
        }
        return metadata
    }

    func fetchInput(
        _ action: String, prefill: JSON, eventId: String, _ runtime: RuntimeConnection
    ) async throws -> JSON {
        let input = try await execute(
            "/actions/\(action)/getInput", ["prefill": prefill], eventId: eventId, within: Self.inputDeadline, runtime)
        // Forgetting costs one more getInput, which the runtime recognises.
        if preparedInputs.count >= 1024 { preparedInputs = [] }
        preparedInputs.insert(eventId)
        return input
    }

    private func execute(
        _ procedure: String, _ input: JSON, eventId: String, within deadline: Duration, _ runtime: RuntimeConnection
    ) async throws -> JSON {
        let milliseconds = deadline.components.seconds * 1000
        do {
            return try await withDeadline(deadline, host.time, "The action did not end in time.") {
                try await runtime.call(
                    "execute",
                    [
                        "id": .string(eventId), "procedure": .string(procedure), "input": input,
                        "timeout": JSON(milliseconds),
                    ])
            }
        } catch let error as StartError where error.code == .javascript {
            throw StartError(.action, error.message, cause: error)
        }
    }
}
