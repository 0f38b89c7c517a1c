import Crypto
import Errors
import Foundation
import LiveSystem
import SwiftASN1
import SystemInterface
import Testing
import X509

@testable import Networking

/// A clock that stands where it is put.
private struct FixedTime: TimeSource {
    var now: Timestamp
    var uptime: Duration { .zero }

    init(day: Int) {
        now = Timestamp(microseconds: 1_800_000_000_000_000).advanced(by: .days(day))
    }

    func sleep(for duration: Duration) async throws {}
}

@Suite struct LocalAuthorityTests {
    private let random = LiveRandomSource()

    private func authority(day: Int = 0) throws -> LocalAuthority {
        try LocalAuthority(hostname: "adjective-noun", time: FixedTime(day: day), random: random)
    }

    private func certificates(_ pem: String) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: pem).map { try Certificate(pemDocument: $0) }
    }

    @Test func theChainVerifiesForItsNames() async throws {
        // The verifier goes by the real clock.
        var authority = try LocalAuthority(hostname: "adjective-noun", time: LiveTimeSource(), random: random)
        let served = try authority.certificate(for: ["Adjective-Noun.local", "10.59.0.1", "fd00::1", "localhost"])
        let chain = try certificates(served.chain)
        #expect(chain.count == 3)
        let root = try Certificate(pemEncoded: authority.rootCertificate)
        #expect(chain[2] == root)
        #expect(root.subject.description.contains("adjective-noun Local Root CA"))
        #expect(try root.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: nil))
        #expect(try chain[1].extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
        #expect(try chain[0].extensions.extendedKeyUsage?.contains(.serverAuth) == true)
        let names = try chain[0].extensions.subjectAlternativeNames.map { Set($0.map(\.description)) }
        #expect(names?.count == 4)

        for name in ["adjective-noun.local", "localhost"] {
            #expect(await verifies(chain, root, name: name))
        }
        #expect(await !verifies(chain, root, name: "other.local"))
        let other = try LocalAuthority(hostname: "adjective-noun", time: LiveTimeSource(), random: random)
        let stranger = try Certificate(pemEncoded: other.rootCertificate)
        #expect(await !verifies(chain, stranger, name: "localhost"))
    }

    private func verifies(_ chain: [Certificate], _ root: Certificate, name: String) async -> Bool {
        var verifier = Verifier(rootCertificates: CertificateStore([root])) {
            RFC5280Policy()
            ServerIdentityPolicy(serverHostname: name, serverIP: nil)
        }
        let result = await verifier.validate(leaf: chain[0], intermediates: CertificateStore([chain[1]]))
        if case .validCertificate = result { return true }
        return false
    }

    @Test func aStoredAuthorityGoesOnAsItWas() throws {
        var first = try authority()
        let served = try first.certificate(for: ["a.local"])
        let text = try JSONEncoder().encode(first.certificates)
        let stored = try JSONDecoder().decode(LocalCertificates.self, from: text)
        #expect(stored.leaves.keys.first == "[\"a.local\"]")
        var second = try LocalAuthority(stored, time: FixedTime(day: 300), random: random)
        #expect(second.rootFingerprint == first.rootFingerprint)
        let again = try second.certificate(for: ["a.local"])
        #expect(again == served)
        #expect(second.certificates == first.certificates)
    }

    @Test func nearItsEndALeafIsMadeAnewForItsKeys() throws {
        var first = try authority()
        let old = try first.certificate(for: ["a.local"])
        _ = try first.certificate(for: ["b.local"])
        var later = try LocalAuthority(first.certificates, time: FixedTime(day: 368), random: random)
        let new = try later.certificate(for: ["a.local"])
        #expect(new.chain != old.chain)
        #expect(new.key == old.key)
        #expect(try certificates(new.chain)[0].notValidAfter > certificates(old.chain)[0].notValidAfter)
        #expect(later.certificates.leaves.count == 2)
        // Long after, what is past its time goes.
        var muchLater = try LocalAuthority(later.certificates, time: FixedTime(day: 500), random: random)
        _ = try muchLater.certificate(for: ["c.local"])
        #expect(muchLater.certificates.leaves.keys.sorted() == ["[\"a.local\"]", "[\"c.local\"]"])
    }

    @Test func aLeafOfAnotherAuthorityIsNotUsed() throws {
        var other = try authority()
        let foreign = try other.certificate(for: ["a.local"])
        var mixed = try authority().certificates
        mixed.leaves = other.certificates.leaves
        var authority = try LocalAuthority(mixed, time: FixedTime(day: 0), random: random)
        let own = try authority.certificate(for: ["a.local"])
        #expect(own.chain != foreign.chain)
    }

    @Test func theFingerprintIsThatOfTheDER() throws {
        let authority = try authority()
        let der = try PEMDocument(pemString: authority.rootCertificate).derBytes
        let expected = SHA256.hash(data: der).map { String(format: "%02X", $0) }.joined(separator: ":")
        #expect(authority.rootFingerprint == expected)
        #expect(expected.count == 95)
    }

    @Test func aClockBeforeItsTimeStillMakesAUsableRoot() throws {
        let authority = try LocalAuthority(
            hostname: "a", time: FixedTime(day: -20_000), random: random)
        let root = try Certificate(pemEncoded: authority.rootCertificate)
        #expect(root.notValidBefore > Date(timeIntervalSince1970: 1_735_000_000))
    }

    @Test func damagedStoresAreRefused() throws {
        let good = try authority().certificates
        let other = try authority().certificates
        for damage in [
            \LocalCertificates.rootKey, \.rootCert, \.intKey, \.intCert,
        ] as [WritableKeyPath<LocalCertificates, String>] {
            for text in ["", "nonsense", other[keyPath: damage]] {
                var bad = good
                bad[keyPath: damage] = text
                let error = #expect(throws: StartError.self) {
                    try LocalAuthority(bad, time: FixedTime(day: 0), random: random)
                }
                #expect(error?.code == .pem)
            }
        }
    }

    @Test(arguments: [
        "", "a b", "*.local", "-a.local", "a..b", "a\"b", String(repeating: "a", count: 64), "300.1.1.1:80",
    ])
    func namesThatAreNone(_ name: String) throws {
        var authority = try authority()
        let error = #expect(throws: StartError.self) { try authority.certificate(for: [name]) }
        #expect(error?.code == .parseNetworkAddress)
        #expect(authority.certificates.leaves.isEmpty)
    }
}
