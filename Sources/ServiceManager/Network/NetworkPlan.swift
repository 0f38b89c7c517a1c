import Containers
import JSONValues
import Networking
import ServerDocument

/// Who may reach whom and learn whose name, as the document has it.
///
/// A package reaches those it depends on: those its manifest names, which the person saw when installing it, and those it
/// named since. What it reaches of them are the ports that they bind.
struct NetworkPlan: Hashable, Sendable {
    let policy: BridgePolicy
    let names: ServiceNames

    init(packages: [String: PackageEntry], records: [String: ServiceRecord], subnet: IPv4Subnet) {
        var policy = BridgePolicy()
        var services: [String: ServiceNames.Service] = [:]
        for (id, record) in records {
            guard let address = subnet.address(service: record.index) else { continue }
            policy.services.insert(record.index)
            let dependencies = packages[id].map(Self.dependencies) ?? []
            services[id] = ServiceNames.Service(address: address, reaches: dependencies)
            for dependency in dependencies {
                guard let target = records[dependency]?.index, target != record.index else { continue }
                for host in packages[dependency]?.hosts.values ?? [:].values {
                    for (port, binding) in host.bindings where binding.enabled {
                        guard let port = Int(port) else { continue }
                        policy.openings.insert(.init(from: record.index, to: target, port: port))
                    }
                }
            }
        }
        self.policy = policy
        names = ServiceNames(server: subnet.hostAddress, prefixLength: subnet.prefixLength, services: services)
    }

    private static func dependencies(of entry: PackageEntry) -> Set<String> {
        let manifests = [entry.stateInfo.manifest, entry.stateInfo.installingInfo?.newManifest]
        let declared = manifests.flatMap { $0?["dependencies"]?.object?.keys.map { String($0) } ?? [] }
        return Set(declared).union(entry.currentDependencies.keys)
    }
}
