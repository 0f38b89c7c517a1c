import HTTPTypes
import Testing

@testable import RPCServer

@Suite struct RequestOriginTests {
    @Test(arguments: [
        ("https://server.local", "server.local", true), ("https://server.local:8443", "server.local:8443", true),
        ("http://localhost:5959", "localhost:5959", true), ("https://[fd00::1]", "[fd00::1]", true),
        ("https://SERVER.local", "server.local:443", true), ("https://server.local:9000", "server.local", false),
        ("https://evil.example", "server.local", false), ("https://server.local:8080", "server.local:8443", false),
        ("http://server.local", "server.local:443", false), ("null", "server.local", false),
        ("https://server.local.evil.example", "server.local", false), ("server.local", "server.local", false),
        ("https://server.local/x", "server.local", false), ("file://", "server.local", false),
    ])
    func onlyTheServersOwnPageActs(_ origin: String, _ host: String, _ mayAct: Bool) {
        let head = HTTPRequest(
            method: .post, scheme: "https", authority: host, path: "/rpc/v1", headerFields: [.origin: origin])
        #expect(RequestOrigin.mayAct(head) == mayAct)
    }

    @Test func programsHaveNoOrigin() {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "a", path: "/rpc/v1")
        #expect(RequestOrigin.mayAct(head))
        for (site, mayAct) in [("cross-site", false), ("same-site", false), ("same-origin", true), ("none", true)] {
            head.headerFields[.fetchSite] = site
            #expect(RequestOrigin.mayAct(head) == mayAct)
        }
    }

    @Test(arguments: [
        ("localhost", true), ("127.0.0.1:80", true), ("[::1]:80", true), ("192.168.1.5", true), ("my-server", true),
        ("adjective-noun.local", true), ("evil.example", false), ("1.2.3.4.evil.example", false), ("1.2.3.400", false),
    ])
    func namesThatStrangersCanPointHere(_ host: String, _ isLocal: Bool) throws {
        #expect(RequestOrigin.isLocal(try #require(Authority(host))) == isLocal)
    }

    @Test(arguments: ["", ":80", "a:b", "a:99999", "a b", "a/b", "[::1", "[]", "a\u{0}", "user@host", "[x]:1"])
    func brokenHosts(_ host: String) {
        #expect(Authority(host) == nil)
    }

    @Test func cookies() {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .cookie, value: "a=1; session=abc=; b; =x;c=\"q\""))
        fields.append(HTTPField(name: .cookie, value: "a=2; d=4"))
        #expect(fields.requestCookies == ["a": "1", "session": "abc=", "": "x", "c": "q", "d": "4"])
    }
}
