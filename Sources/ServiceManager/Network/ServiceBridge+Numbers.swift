import Containers
import Errors

extension ServiceBridge {
    /// Where the service with this number plugs in.
    ///
    /// - Throws: `container` when the network has no address for it.
    func network(of service: Int) throws(StartError) -> ContainerNetwork {
        guard let network = network(service: service) else {
            throw StartError(.container, "The network \(subnet) has no address left for service \(service).")
        }
        return network
    }

    /// The address of the service with this number.
    func address(of service: Int) throws(StartError) -> String {
        try network(of: service).address
    }
}
