import ArgumentParser
import JSONValues
import RPCMethods

struct PackageStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the services use of memory, processors and disk.")

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions

    func run() async throws {
        let statistics = try await server.call(Methods.Package.statistics)
        try output.print(JSON(encoding: statistics)) {
            var table = TextTable(
                "NAME", "CONTAINER", .init("MEMORY", .right), .init("LIMIT", .right), .init("MEMORY %", .right),
                .init("CPU %", .right), .init("PROCESSES", .right), .init("DISK", .right), .init("DISK LIMIT", .right))
            for (id, entry) in statistics.sorted(by: { $0.key < $1.key }) {
                guard let entry else {
                    table.add(id, "-", "-", "-", "-", "-", "-", "-", "-")
                    continue
                }
                let limit = Double(entry.memoryLimitBytes ?? Int64(entry.memoryLimit) << 20)
                table.add(
                    id, entry.containerId, Amounts.bytes(Double(entry.memoryBytes)), Amounts.bytes(limit),
                    limit > 0 ? Self.decimal(Double(entry.memoryBytes) / limit * 100) : "-",
                    entry.cpuPercent.map(Self.decimal) ?? "-", String(entry.processes),
                    entry.diskBytes.map { Amounts.bytes(Double($0)) } ?? "-",
                    entry.diskLimitBytes.map { Amounts.bytes(Double($0)) } ?? "-")
            }
            return table
        }
    }

    /// With one digit after the point.
    private static func decimal(_ value: Double) -> String {
        let tenths = Int((min(max(0, value), 1e12) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
