import JSONValues
import RPCMethods
import RPCServer
import ServiceManager
import SystemInterface

/// What the services use.
extension ServerHandlers {
    /// How often a follower gets news.
    private static let period = Duration.seconds(2)

    func registerStatistics(in router: inout RPCRouter) {
        router.register(Methods.Package.statistics) { _, _ in
            var sampler = try StatisticsSampler(services)
            _ = await sampler.sample()
            // Processor time has no meaning at a moment, only over a while.
            try await time.sleep(for: .milliseconds(250))
            return await sampler.sample()
        }
        router.register(Methods.Package.followStatistics) { _, call in
            var first = try StatisticsSampler(services)
            let statistics = await first.sample()
            let begun = first
            let guid = continuations.openPush(session: call.caller.session) { outbound in
                var sampler = begun
                while !Task.isCancelled {
                    try await time.sleep(for: Self.period)
                    try await outbound.send(.text(try JSON(encoding: await sampler.sample()).text))
                }
            }
            return StatisticsSubscription(guid: guid, stats: statistics)
        }
    }
}
