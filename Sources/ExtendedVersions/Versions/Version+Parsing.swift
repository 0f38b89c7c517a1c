package import Errors

extension Version {
    /// Reads `1.2.3-beta.1`, whole.
    ///
    /// - Throws: `parseVersion`.
    package init(_ text: String) throws(StartError) {
        try self.init(utf8: Array(text.utf8)[...])
    }

    /// Reads `1.2.3-beta.1` from UTF-8, whole.
    ///
    /// - Throws: `parseVersion`.
    package init(utf8 bytes: ArraySlice<UInt8>) throws(StartError) {
        try VersionFault.checkLength(of: bytes)
        do throws(VersionFault) {
            try self.init(reading: bytes)
        } catch {
            throw error.startError(in: bytes, "version")
        }
    }

    init(reading bytes: ArraySlice<UInt8>) throws(VersionFault) {
        let dash = bytes.firstIndex(of: ASCII.dash) ?? bytes.endIndex
        numbers = try Self.split(bytes[..<dash], Self.number)
        prerelease = dash == bytes.endIndex ? [] : try Self.split(bytes[(dash + 1)...], Segment.init)
    }

    private static func split<Part>(
        _ bytes: ArraySlice<UInt8>, _ read: (ArraySlice<UInt8>) throws(VersionFault) -> Part
    ) throws(VersionFault) -> [Part] {
        var parts: [Part] = []
        var start = bytes.startIndex
        while let point = bytes[start...].firstIndex(of: ASCII.point) {
            parts.append(try read(bytes[start..<point]))
            start = point + 1
        }
        parts.append(try read(bytes[start...]))
        return parts
    }

    /// Zeros and one `+` before the digits say nothing, as in the original.
    private static func number(_ bytes: ArraySlice<UInt8>) throws(VersionFault) -> UInt64 {
        guard let number = ASCII.number(bytes.first == ASCII.plus ? bytes.dropFirst() : bytes) else {
            throw .invalidNumber
        }
        return number
    }
}

extension Version.Segment {
    init(utf8 bytes: ArraySlice<UInt8>) throws(VersionFault) {
        guard let first = bytes.first else { throw .emptySegment }
        if bytes.allSatisfy(ASCII.isDigit) {
            guard bytes.count == 1 || first != ASCII.zero else { throw .leadingZero }
            guard let number = ASCII.number(bytes) else { throw .invalidNumber }
            self = .number(number)
        } else {
            guard bytes.allSatisfy(ASCII.isSegment) else { throw .invalidCharacter }
            self = .text(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension ExtendedVersion {
    /// Reads `[#flavor:]upstream:downstream`, whole. `#:` is no flavor.
    ///
    /// - Throws: `parseVersion`.
    package init(_ text: String) throws(StartError) {
        try self.init(utf8: Array(text.utf8)[...])
    }

    /// Reads `[#flavor:]upstream:downstream` from UTF-8, whole.
    ///
    /// - Throws: `parseVersion`.
    package init(utf8 bytes: ArraySlice<UInt8>) throws(StartError) {
        try VersionFault.checkLength(of: bytes)
        do throws(VersionFault) {
            try self.init(reading: bytes)
        } catch {
            throw error.startError(in: bytes, "package version")
        }
    }

    private init(reading bytes: ArraySlice<UInt8>) throws(VersionFault) {
        var flavor: String?
        var rest = bytes
        if rest.first == ASCII.hash, let colon = rest.firstIndex(of: ASCII.colon) {
            let name = rest[(rest.startIndex + 1)..<colon]
            guard name.allSatisfy(ASCII.isLowerCase) else { throw .invalidFlavor }
            flavor = String(decoding: name, as: UTF8.self)
            rest = rest[(colon + 1)...]
        }
        guard let colon = rest.firstIndex(of: ASCII.colon) else { throw .missingDownstream }
        self.init(
            flavor: flavor,
            upstream: try Version(reading: rest[..<colon]), downstream: try Version(reading: rest[(colon + 1)...]))
    }
}
