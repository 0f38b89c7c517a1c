package import Errors
package import ServerDocument
package import SystemInterface

/// The external ports in use, each with whether it carries TLS: `private.availablePorts` of the document.
package struct PortAllocation: Sendable {
    /// By port, in decimal, as the document has them.
    package private(set) var ports: [String: Bool]

    /// Ports that no service gets: the privileged ones and those of the system.
    package static func isRestricted(_ port: Int) -> Bool {
        port <= 1024 || port > 65_535 || [5353, 5355, 5432, 6010, 9050, 9051].contains(port)
    }

    package init(_ ports: [String: Bool] = [:]) {
        self.ports = ports
    }

    /// Takes `port`. Returns whether it was free and may be used.
    package mutating func take(_ port: Int, ssl: Bool) -> Bool {
        guard !Self.isRestricted(port), ports[String(port)] == nil else { return false }
        ports[String(port)] = ssl
        return true
    }

    /// Takes any free port of 49152…65534.
    ///
    /// - Throws: `network` when a thousand draws find none.
    package mutating func takeAny(ssl: Bool, random: any RandomSource) throws(StartError) -> Int {
        for _ in 0..<1000 {
            let draw = random.bytes(2)
            let port = 49_152 + (Int(draw[0]) << 8 | Int(draw[1])) % (65_535 - 49_152)
            if take(port, ssl: ssl) { return port }
        }
        throw StartError(.network, "There are no free ports left for services.")
    }

    /// Takes `count` ports from `start` on, or none of them.
    ///
    /// - Throws: `invalidRequest` naming the first port that is not to be had.
    package mutating func takeRange(from start: Int, count: Int) throws(StartError) {
        guard count > 0, start > 0, start + count - 1 <= 65_535 else {
            throw StartError(.invalidRequest, "A range of \(count) ports from \(start) does not exist.")
        }
        let range = start..<start + count
        if let port = range.first(where: { Self.isRestricted($0) || ports[String($0)] != nil }) {
            throw StartError(.invalidRequest, "Port \(port) of the range is not free.")
        }
        for port in range { ports[String(port)] = false }
    }

    package mutating func free(_ port: Int) {
        ports[String(port)] = nil
    }

    /// The external ports for a binding: the preferred ones where they are free, any others else. Ports it has are
    /// kept as long as they are wanted, and freed else.
    ///
    /// - Throws: `network` when there are none left.
    package mutating func assign(
        _ options: BindingOptions,
        keeping current: AssignedPorts = AssignedPorts(),
        random: any RandomSource
    ) throws(StartError) -> AssignedPorts {
        var next = self
        let assigned = AssignedPorts(
            assignedPort: try next.port(
                current.assignedPort, preferred: options.wantsPlainPort ? options.preferredExternalPort : nil,
                ssl: false, random),
            assignedSslPort: try next.port(
                current.assignedSslPort, preferred: options.addSsl?.preferredExternalPort, ssl: true, random))
        self = next
        return assigned
    }

    private mutating func port(
        _ current: Int?, preferred: Int?, ssl: Bool, _ random: any RandomSource
    ) throws(StartError) -> Int? {
        guard let preferred else {
            if let current { free(current) }
            return nil
        }
        if let current { return current }
        return take(preferred, ssl: ssl) ? preferred : try takeAny(ssl: ssl, random: random)
    }
}
