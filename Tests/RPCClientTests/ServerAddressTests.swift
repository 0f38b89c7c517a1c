import Errors
import RPCClient
import Testing

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://localhost", "http://localhost", 80),
        ("HTTPS://My-Server.local/", "https://My-Server.local", 443),
        ("https://10.0.0.1:8443/rpc/v1?x=1#y", "https://10.0.0.1:8443", 8443),
        ("ws://127.0.0.1:9222/devtools/page/1", "http://127.0.0.1:9222", 9222),
        ("http://[::1]:8080", "http://[::1]:8080", 8080),
        ("https://[fd00::1]", "https://[fd00::1]", 443),
        ("http://host:80", "http://host", 80),
    ])
    func reads(_ text: String, _ description: String, _ port: Int) throws {
        let address = try ServerAddress(text)
        #expect(address.description == description)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "", "localhost", "ftp://host", "http://", "http://:80", "http://host:", "http://host:0", "http://host:65536",
        "http://host:x", "http://user@host", "http://[::1", "http://[::1]x", "http://a b",
    ])
    func refuses(_ text: String) {
        #expect { try ServerAddress(text) } throws: { ($0 as? StartError)?.code == .invalidRequest }
    }

    @Test(arguments: [
        ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.9.9.9:80", true), ("http://[::1]", true),
        ("http://127.evil.example", false), ("http://10.0.0.1", false), ("http://localhost.example", false),
    ])
    func knowsLoopback(_ text: String, _ isLoopback: Bool) throws {
        #expect(try ServerAddress(text).isLoopback == isLoopback)
    }
}
