import RPCClient
import ArgumentParser
import Errors
import JSONValues
import RPCMethods

struct PackageLimitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Show or change the most that a service may take.",
        discussion: """
            Options that are left out keep what is set; "none" gives the service the server's own limit again.

            start-cli package limits hello-world
            start-cli package limits hello-world --memory 512M --cpu 1.5
            start-cli package limits hello-world --disk none
            start-cli package limits hello-world --reset
            """
    )

    @OptionGroup(visibility: .hidden) var server: ServerOptions
    @OptionGroup var output: FormatOptions
    @OptionGroup var package: PackageArgument

    @Option(help: "Memory, such as 512M or 2G.")
    var memory: String?

    @Option(help: "Processors, such as 1.5.")
    var cpu: String?

    @Option(help: "How many processes and threads.")
    var processes: String?

    @Option(help: "Disk space, such as 10G.")
    var disk: String?

    @Flag(help: "Give back all of the server's own limits.")
    var reset = false

    func validate() throws {
        guard !reset || [memory, cpu, processes, disk].allSatisfy({ $0 == nil }) else {
            throw ValidationError("--reset goes without other limits.")
        }
    }

    func run() async throws {
        let id = package.id
        try await server.withClient { client in
            try await server.suggesting(id, client) {
                let place = JSONPointer(["public", "packageData", id]).description
                let entry = try await client.call(Methods.Database.dump, PointerParameters(pointer: place)).value
                guard !entry.isNull else { throw StartError(.notFound, "\(id) is not installed.") }
                let limits = entry["limits"] ?? [:]
                guard reset || [memory, cpu, processes, disk].contains(where: { $0 != nil }) else {
                    return try show(limits)
                }
                let parameters = reset ? SetLimitsParameters(id: id) : try changed(limits)
                _ = try await client.call(Methods.Package.setLimits, parameters)
            }
        }
    }

    /// What stands there with what the options say in its place.
    func changed(_ limits: JSON) throws(StartError) -> SetLimitsParameters {
        SetLimitsParameters(
            id: package.id,
            memory: try Self.choose(memory, limits["memory"]?.integer.map(Int64.init), Amounts.parseBytes),
            cpu: try Self.choose(cpu, limits["cpu"]?.double) { text throws(StartError) in
                guard let count = Double(text), count.isFinite, count > 0 else {
                    throw StartError(.invalidRequest, "\"\(text)\" is no number of processors such as 1.5.")
                }
                return count
            },
            processes: try Self.choose(processes, limits["processes"]?.integer) { text throws(StartError) in
                guard let count = Int(text), count > 0 else {
                    throw StartError(.invalidRequest, "\"\(text)\" is no number of processes.")
                }
                return count
            },
            disk: try Self.choose(disk, limits["disk"]?.integer.map(Int64.init), Amounts.parseBytes))
    }

    private static func choose<Value>(
        _ option: String?, _ current: Value?, _ parse: (String) throws(StartError) -> Value
    ) throws(StartError) -> Value? {
        guard let option else { return current }
        return option == "none" ? nil : try parse(option)
    }

    private func show(_ limits: JSON) throws {
        try output.print(limits) {
            var table = TextTable("WHAT", .init("LIMIT", .right))
            table.add("memory", Self.bytes(limits["memory"]))
            table.add("cpu", limits["cpu"]?.double.map { "\($0)" } ?? "-")
            table.add("processes", limits["processes"]?.integer.map(String.init) ?? "-")
            table.add("disk", Self.bytes(limits["disk"]))
            return table
        }
    }

    private static func bytes(_ value: JSON?) -> String {
        value?.double.map(Amounts.bytes) ?? "-"
    }
}
