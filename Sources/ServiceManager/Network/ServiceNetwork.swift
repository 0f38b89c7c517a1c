import BinaryEncodings
package import Containers
package import Errors
package import Logging
package import Networking
package import PatchDatabase
import ServerDocument
package import SystemInterface

/// Keeps the bridge's packet rules and the name server as the document says, and puts the rules back when somebody else
/// removes them.
package actor ServiceNetwork {
    private let database: Database
    private let bridge: ServiceBridge
    private let addresses: ServerAddresses
    private let claims = DatagramClaims()
    private let nameServer: NameServer
    private let time: any TimeSource
    private let logger: Logger
    /// The rules as they were asked for, and as the machine then showed them.
    private var policy: BridgePolicy
    private var listing: String?
    private var mayBeDamaged = false
    private var isProblemKnown = false

    /// Makes the bridge with the rules that the document asks for.
    ///
    /// - Parameter nameServer: Makes the name server for these names.
    package init(
        database: Database, bridge: ServiceBridge, addresses: ServerAddresses, time: any TimeSource, logger: Logger,
        nameServer: @Sendable (ServiceNames) -> NameServer
    ) async throws(StartError) {
        self.database = database
        self.bridge = bridge
        self.addresses = addresses
        self.time = time
        self.logger = logger
        let plan = try Self.plan(database, bridge, addresses)
        self.nameServer = nameServer(plan.names)
        policy = plan.policy
        try await bridge.create(policy)
        listing = try await bridge.rules()
    }

    /// Runs until the task is cancelled or the database closes.
    package func run() async {
        let (reasons, input) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.nameServer.run { error in await self.report(error) } }
            group.addTask {
                await self.attempt { for try await _ in self.database.watch(Document.root.packages) { input.yield() } }
                input.finish()
            }
            group.addTask {
                await self.attempt {
                    for await _ in try self.bridge.losses() {
                        await self.suspectDamage()
                        input.yield()
                    }
                }
            }
            for await _ in reasons { await attempt { try await self.settle() } }
            group.cancelAll()
        }
    }

    private static func plan(
        _ database: Database, _ bridge: ServiceBridge, _ addresses: ServerAddresses
    ) throws(StartError) -> NetworkPlan {
        NetworkPlan(
            packages: try database.value(at: Document.root.packages) ?? [:],
            records: try database.value(at: Document.root.private.services) ?? [:], subnet: bridge.subnet,
            addresses: addresses)
    }

    private func suspectDamage() {
        mayBeDamaged = true
    }

    /// Makes everything as the document says. Never runs twice at a time.
    private func settle() async throws {
        do {
            try await trySettle()
        } catch {
            // The next change looks again whether anything holds.
            mayBeDamaged = true
            throw error
        }
    }

    private func trySettle() async throws {
        let plan = try Self.plan(database, bridge, addresses)
        nameServer.change(to: plan.names)
        var isWhole = true
        if mayBeDamaged {
            mayBeDamaged = false
            // Our own changes delete rules too, and leave them as they should be.
            isWhole = try await bridge.rules() == listing
            if !isWhole { logger.warning("Packet rules were removed from outside and are made again") }
        }
        let next = await withClaims(plan.policy)
        guard next != policy || !isWhole else { return }
        try await bridge.apply(next)
        policy = next
        listing = try await bridge.rules()
    }

    /// The policy without the forwards of ports that another program has.
    private func withClaims(_ policy: BridgePolicy) async -> BridgePolicy {
        func endpoint(_ forward: BridgePolicy.DatagramForward) -> PortForward.Endpoint {
            PortForward.Endpoint(forward.address.description, forward.port)
        }
        let failures = await claims.hold(Set(policy.datagramForwards.map(endpoint)))
        for error in failures.values {
            logger.debug("UDP is not forwarded", metadata: ["error": "\(error.debugText)"])
        }
        var held = policy
        held.datagramForwards = policy.datagramForwards.filter { failures[endpoint($0)] == nil }
        return held
    }

    private func attempt(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            // What holds stays; the next change tries again.
            logger.error(
                "The services' network cannot be changed",
                metadata: ["error": "\(StartError(wrapping: error).debugText)"])
        }
    }

    /// Tells the person, once until it is over, that names cannot be answered.
    private func report(_ error: StartError?) async {
        let wasKnown = isProblemKnown
        isProblemKnown = error != nil
        guard let error, !wasKnown else { return }
        let now = time.now.description
        await attempt {
            try await self.database.update { transaction in
                try transaction.add(
                    Notification(
                        packageId: nil, createdAt: now, level: .error,
                        title: "Services find nothing by name", message: error.message, data: nil))
            }
        }
    }
}
