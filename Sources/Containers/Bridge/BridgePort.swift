/// The bridge's end of a service's interface, and what makes it lead to the host alone.
struct BridgePort {
    let network: ContainerNetwork

    /// A script for lxc.container.conf(5) `lxc.net.0.script.up`, which names the interface last. LXC runs it when the
    /// interface is plugged in and the container has not got its end yet, so that there is no moment without it.
    ///
    /// Frames reach the host only and come from the service's own hardware address only (bridge(8): `isolated`, `locked`,
    /// no learning); the host knows whom an address belongs to without asking, and so cannot be told lies by ARP; and
    /// the packet rules know the pair.
    var script: String {
        """
        #!/bin/sh
        set -eu
        PATH=/usr/sbin:/usr/bin:/sbin:/bin
        for port; do :; done
        bridge link set dev "$port" isolated on locked on learning off flood off mcast_flood off bcast_flood off
        bridge fdb replace \(network.hardwareAddress) dev "$port" master static
        ip neighbour replace \(network.address) lladdr \(network.hardwareAddress) dev \(network.bridge) nud permanent
        nft add element \(PacketRules.table(network.bridge)) services '{' \(network.hardwareAddress) . \(network.address) '}'

        """
    }
}
