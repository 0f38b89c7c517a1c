/// One TCP port of this machine whose connections go to a service.
package struct PortForward: Hashable, Sendable {
    /// An address and a port.
    package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
        package let address: String
        package let port: Int

        package init(_ address: String, _ port: Int) {
            self.address = address
            self.port = port
        }

        package var description: String {
            address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
    }

    package let listen: Endpoint
    package let target: Endpoint
    /// Ends TLS here with this certificate, and speaks plain TCP to the service; nil hands the bytes through.
    package let certificate: ServedCertificate?

    package init(listen: Endpoint, target: Endpoint, certificate: ServedCertificate? = nil) {
        self.listen = listen
        self.target = target
        self.certificate = certificate
    }
}
