import Blake3Hash

/// The part of a package that is arriving: what is kept of it and the hash so far.
struct ArrivingPart: ~Copyable {
    let part: ReceptionPlan.Part
    private(set) var missing: UInt64
    /// The bytes so far, of parts that are kept.
    private(set) var bytes: [UInt8] = []
    private var hasher = Blake3()

    init(_ part: ReceptionPlan.Part) {
        self.part = part
        missing = part.region.size
    }

    mutating func take(_ piece: ArraySlice<UInt8>) {
        missing -= UInt64(piece.count)
        switch part.kind {
        case .header, .table:
            bytes += piece
        case .file(_, _, let isKept):
            hasher.update(piece)
            if isKept { bytes += piece }
        }
    }

    var hash: [UInt8] { hasher.finalize() }
}
