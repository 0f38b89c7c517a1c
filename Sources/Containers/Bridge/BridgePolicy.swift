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

    /// The numbers of all services there are: what comes from anybody else is dropped.
    package var services: Set<Int>
    package var openings: Set<Opening>

    package init(services: Set<Int> = [], openings: Set<Opening> = []) {
        self.services = services
        self.openings = openings
    }
}
