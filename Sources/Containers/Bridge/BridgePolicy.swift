package import BinaryEncodings

/// What may pass on the bridge beside what every service may do: speak to the world, and ask the name server.
package struct BridgePolicy: Hashable, Sendable {
    /// A port of one service, open to another; TCP and UDP. Services are meant by number.
    package struct Opening: Hashable, Sendable {
        package let from: Int
        package let to: Int
        package let port: Int

        package init(from: Int, to: Int, port: Int) {
            self.from = from
            self.to = to
            self.port = port
        }
    }

    /// UDP of an address and port of the host that goes to a port of a service.
    package struct DatagramForward: Hashable, Sendable {
        package let address: IPv4Address
        package let port: Int
        package let service: Int
        package let servicePort: Int

        package init(address: IPv4Address, port: Int, service: Int, servicePort: Int) {
            self.address = address
            self.port = port
            self.service = service
            self.servicePort = servicePort
        }
    }

    /// The numbers of all services there are: what comes from anybody else is dropped.
    package var services: Set<Int>
    package var openings: Set<Opening>
    /// At most one for an address and port.
    package var datagramForwards: Set<DatagramForward>

    package init(
        services: Set<Int> = [], openings: Set<Opening> = [], datagramForwards: Set<DatagramForward> = []
    ) {
        self.services = services
        self.openings = openings
        self.datagramForwards = datagramForwards
    }
}
