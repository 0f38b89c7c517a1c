/// What goes wrong with a simulated disk, and when.
///
/// Operations are counted from 1 on: creating, writing, truncating, synchronising, renaming and removing; reading
/// is not counted.
public struct DiskFault: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// This operation fails; a write may be done in part. The disk works again afterwards.
        case failsOnce
        /// This operation and all later ones fail.
        case failsFromThenOn
        /// The machine stops in the middle of this operation. Everything throws until `SimulatedFileSystem.restart`.
        case crash
    }

    public let kind: Kind
    public let operation: Int

    public init(_ kind: Kind, atOperation operation: Int) {
        self.kind = kind
        self.operation = operation
    }
}

/// What a simulated disk was asked to do.
public struct DiskCounters: Hashable, Sendable {
    /// Every counted operation: the scale of `DiskFault.operation`.
    public var operations = 0
    public var writes = 0
    public var synchronizations = 0
    public var directorySynchronizations = 0
}
