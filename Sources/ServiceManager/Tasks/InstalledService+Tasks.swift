import Errors
import JSONValues
import Logging
import PatchDatabase
import ServerDocument

/// The configuration of a service as the tasks of others see it.
extension InstalledService {
    /// How long a service may take altogether to wake and show a form.
    private static let readingDeadline = Duration.seconds(60)
    /// How long a service that goes to sleep is asked for its forms.
    private static let farewellDeadline = Duration.seconds(5)
    /// Bytes of one configuration, and how many are kept for a service that sleeps: a package decides on both.
    private static let configurationLimit = 64 << 10
    private static let keptConfigurations = 64

    /// Reads an action's configuration and brings every task on the action in line with it.
    func evaluateTasks(of action: String, wasRun: Bool) async {
        let pending = await PendingEvaluation.begin(self, action, wasRun: wasRun)
        await commit([pending])
    }

    /// The same, not waited for. One after the other: a package can export as often as it likes.
    func evaluateTasksSoon(of action: String) {
        exportedActions.insert(action)
        guard !isEvaluatingExports else { return }
        isEvaluatingExports = true
        Task {
            while let next = exportedActions.popFirst() { await evaluateTasks(of: next, wasRun: false) }
            isEvaluatingExports = false
        }
    }

    /// The whole configuration behind `action` as it is now. A service that sleeps and left none is woken.
    ///
    /// A service that is just being initialised is not waited for: who waits may be whom it waits for itself. Its tasks
    /// are evaluated as soon as it is done.
    func reading(of action: String) async -> TaskReading {
        guard let metadata = try? metadata(of: action) else { return .unreadable }
        guard metadata.hasInput else { return .configuration([:]) }
        if case .creating = lifeCycle.container { return .unreadable }
        let configuration = try? await withDeadline(Self.readingDeadline, host.time, "\(id) cannot be asked.") {
            if case .removing = await self.lifeCycle.container { try await self.wait(for: .absent) }
            return try await self.configuration(of: action)
        }
        return configuration.map(TaskReading.configuration) ?? .unreadable
    }

    private func configuration(of action: String) async throws -> JSON {
        if case .absent = lifeCycle.container,
            let known = try host.database.value(at: Document.root.service(id).configurations)??[action]
        {
            return known
        }
        return try await withRuntime { try await self.configuration(of: action, $0) }
    }

    private func configuration(of action: String, _ runtime: RuntimeConnection) async throws -> JSON {
        let form = try await fetchInput(action, prefill: .null, eventId: host.guid(), runtime)
        let value = form["value"].flatMap { $0.isNull ? nil : $0 } ?? [:]
        guard value.bytes.count <= Self.configurationLimit else {
            throw StartError(
                .invalidRequest, "The form of \(action) shows more than \(Self.configurationLimit) bytes of values.")
        }
        return value
    }

    // MARK: Waking and falling asleep

    /// Evaluates every task on this service's actions, once its `init` is done.
    func recheckTasks(_ runtime: RuntimeConnection) async {
        var evaluations: [PendingEvaluation] = []
        for action in wantedActions() {
            let number = host.readings.begin()
            let hasInput = try? metadata(of: action).hasInput
            var reading = hasInput == nil ? TaskReading.unreadable : .configuration([:])
            if hasInput == true {
                let value = try? await configuration(of: action, runtime)
                reading = value.map(TaskReading.configuration) ?? .unreadable
            }
            evaluations.append(
                PendingEvaluation(
                    readings: host.readings, package: id, action: action, number: number, reading: reading,
                    wasRun: false))
        }
        await commit(evaluations)
    }

    /// Keeps what the forms show that tasks are about, so that nobody need wake the service for them.
    func rememberConfigurations(_ runtime: RuntimeConnection) async {
        let wanted = wantedActions().filter { (try? metadata(of: $0).hasInput) == true }
        let actions = wanted.prefix(Self.keptConfigurations)
        guard !actions.isEmpty else { return }
        let known = try? await withDeadline(Self.farewellDeadline, host.time, "\(id) did not show its forms.") {
            var known: [String: JSON] = [:]
            for action in actions { known[action] = try await self.configuration(of: action, runtime) }
            return known
        }
        await write(configurations: known)
    }

    /// From now on the configuration may change at any time.
    func forgetConfigurations() async {
        await write(configurations: nil)
    }

    private func write(configurations: [String: JSON]?) async {
        await attempt {
            try await self.host.database.update { [place = Document.root.service(id)] transaction in
                guard try transaction.value(at: place) != nil else { return }
                try transaction.set(configurations, at: place.configurations)
            }
        }
    }

    /// The actions of this service that some task with a condition is about.
    private func wantedActions() -> [String] {
        let packages = (try? host.database.value(at: Document.root.packages)) ?? [:]
        let tasks = packages.values.flatMap(\.tasks.values).map(\.task)
        return Set(tasks.filter { $0.packageId == id && $0.when != nil }.map(\.actionId)).sorted()
    }

    private func commit(_ evaluations: [PendingEvaluation]) async {
        guard !evaluations.isEmpty else { return }
        await attempt {
            try await self.host.database.update { transaction in
                for evaluation in evaluations { try evaluation.current().apply(to: &transaction) }
            }
        }
    }

    private func attempt(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error(
                "Tasks cannot be written", metadata: ["error": "\(StartError(wrapping: error).debugText)"])
        }
    }
}
