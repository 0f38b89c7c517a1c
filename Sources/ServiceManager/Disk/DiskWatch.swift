import SystemInterface

/// Who is measured when, and who must stop for the disk's sake, as a value: `DiskGuard` measures and acts.
///
/// Two rules. A service that grows beyond its limit is stopped. When little room is left for everybody, the service
/// that grew most lately is stopped, and the next one only if the room goes on shrinking.
struct DiskWatch {
    /// A service with a container: what else could write?
    struct Service: Hashable {
        var id: String
        /// Bytes.
        var limit: Int64?
    }

    enum Verdict: Hashable {
        case overLimit(String, bytes: Int64, limit: Int64)
        /// The room of everybody runs out; `growth` in bytes during the last minutes.
        case noRoom(String, growth: Int64)
        /// It was told to stop and goes on filling the disk.
        case kill(String)
    }

    private struct Record {
        /// When it was measured last, successfully or not, and how long that took.
        var uptime: Duration
        var cost: Duration
        /// Room on the disk then.
        var available: Int64
        var samples: [(uptime: Duration, bytes: Int64)] = []
        /// What it had written when its container was seen first.
        var bytesAtFirst: Int64?
        /// What it was told to stop for.
        var isStopping = false
        /// Whether it could not be measured the last time: a container can make a tree that takes too long.
        var isUnknown = false

        var bytes: Int64? { samples.last?.bytes }
        var growth: Int64 {
            guard let last = samples.last, let least = samples.map(\.bytes).min() else { return 0 }
            return last.bytes - least
        }
    }

    private var records: [String: Record] = [:]
    /// The room when a service was stopped for it last.
    private var availableAtStop: Int64?

    /// Growth is what came in this time.
    private static let window = Duration.seconds(600)
    private static let mebibyte = Int64(1 << 20)

    /// The room below which services are stopped: a twentieth of the disk, from 32 MiB to 1 GiB.
    static func floor(total: Int64) -> Int64 {
        min(max(total / 20, 32 * mebibyte), 1024 * mebibyte)
    }

    /// How long until the next look: the less room, the sooner.
    static func pause(_ space: FileSystemSpace, hasServices: Bool) -> Duration {
        let floor = floor(total: space.total)
        if space.available < 2 * floor { return .milliseconds(250) }
        return hasServices && space.available < 10 * floor ? .seconds(1) : .seconds(2)
    }

    /// What a service had written when it was measured last; nil when it never was.
    func bytes(of id: String) -> Int64? { records[id]?.bytes }

    /// Whether the room is above the floor by so much that all is well again.
    static func isComfortable(_ space: FileSystemSpace) -> Bool {
        space.available > floor(total: space.total) / 2 * 3
    }

    /// The services to measure now: those that may have written enough to matter since the last time.
    mutating func due(_ services: [Service], _ space: FileSystemSpace, at uptime: Duration) -> [Service] {
        let awake = Set(services.map(\.id))
        for id in records.keys where !awake.contains(id) {
            // Its next container begins anew; what it had written is still true.
            records[id]?.bytesAtFirst = nil
            records[id]?.isStopping = false
        }
        let floor = Self.floor(total: space.total)
        return services.filter { service in
            guard let record = records[service.id], record.bytesAtFirst != nil else { return true }
            let age = uptime - record.uptime
            // Measuring reads every directory: never more than a tenth of the time.
            guard age >= max(.seconds(1), record.cost * 10) else { return false }
            let change = abs(space.available - record.available)
            let matters =
                if let limit = service.limit {
                    max(Self.mebibyte, max(0, limit - (record.bytes ?? 0)) / 2)
                } else {
                    max(64 * Self.mebibyte, space.total / 100)
                }
            return change >= matters || change >= Self.mebibyte && (space.available < 2 * floor || age >= .seconds(300))
        }
    }

    /// Takes note of a measurement; `bytes` is nil when it failed.
    mutating func measured(
        _ id: String, bytes: Int64?, _ space: FileSystemSpace, at uptime: Duration, took cost: Duration
    ) {
        var record = records[id] ?? Record(uptime: uptime, cost: cost, available: space.available)
        record.uptime = uptime
        record.cost = cost
        record.available = space.available
        record.isUnknown = bytes == nil
        if let bytes {
            record.samples.append((uptime, bytes))
            record.samples.removeAll { uptime - $0.uptime > Self.window }
            if record.samples.count > 64 { record.samples.remove(at: 1) }
        }
        // One that cannot be measured is not taken for new again and again.
        record.bytesAtFirst = record.bytesAtFirst ?? bytes ?? record.bytes ?? 0
        records[id] = record
    }

    /// What is to be done now.
    mutating func verdicts(_ services: [Service], _ space: FileSystemSpace) -> [Verdict] {
        var verdicts = services.compactMap { overLimit($0) }
        let floor = Self.floor(total: space.total)
        if Self.isComfortable(space) { availableAtStop = nil }
        guard space.available < floor else { return verdicts }
        if space.available < floor / 4 {
            verdicts += services.filter { records[$0.id]?.isStopping == true }.map { .kill($0.id) }
        }
        // One after the other: first it is seen whether the last one was the right one.
        if let availableAtStop, space.available > availableAtStop - max(8 * Self.mebibyte, floor / 8) {
            return verdicts
        }
        let growths = services.compactMap { service -> (id: String, growth: Int64)? in
            guard let record = records[service.id], !record.isStopping else { return nil }
            // One that cannot be measured may have taken all that went since.
            let growth = record.isUnknown ? max(record.growth, record.available - space.available) : record.growth
            return growth > 0 ? (service.id, growth) : nil
        }
        if let most = growths.max(by: { ($0.growth, $1.id) < ($1.growth, $0.id) }) {
            records[most.id]?.isStopping = true
            availableAtStop = space.available
            verdicts.append(.noRoom(most.id, growth: most.growth))
        }
        return verdicts
    }

    private mutating func overLimit(_ service: Service) -> Verdict? {
        guard let limit = service.limit, let record = records[service.id], let bytes = record.bytes, bytes > limit,
            // One that comes up with too much may run, so that a person can remove something with it, but not grow.
            bytes > (record.bytesAtFirst ?? 0) + Self.mebibyte
        else { return nil }
        if record.isStopping { return bytes > limit + limit / 4 ? .kill(service.id) : nil }
        records[service.id]?.isStopping = true
        return .overLimit(service.id, bytes: bytes, limit: limit)
    }
}
