import Errors
import Glibc
import SwiftASN1
import X509

/// A name or address that a certificate speaks for.
enum SubjectName: Hashable {
    case name(String)
    /// 4 or 16 bytes, network order.
    case address([UInt8])

    /// - Throws: `parseNetworkAddress` for anything but a host name (RFC 1123) or an IP address.
    init(_ text: String) throws(StartError) {
        if let bytes = Self.addressBytes(text) {
            self = .address(bytes)
            return
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            text.utf8.count <= 253
            && labels.allSatisfy { label in
                1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        48...57 ~= $0 || 97...122 ~= $0 || 65...90 ~= $0 || $0 == 45 || $0 == 95
                    }
            }
        guard isName else {
            throw StartError(.parseNetworkAddress, "\"\(text)\" is neither a host name nor an IP address.")
        }
        self = .name(text.lowercased())
    }

    var generalName: GeneralName {
        switch self {
        case .name(let name): .dnsName(name)
        case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
    }

    /// The bytes of a textual IP address, in network order.
    private static func addressBytes(_ text: String) -> [UInt8]? {
        for (family, length) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: length)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }
}
