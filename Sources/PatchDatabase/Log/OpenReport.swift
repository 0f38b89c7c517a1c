package import Errors
package import SystemPackage

/// What opening a database found and did.
package struct OpenReport: Sendable {
    /// Whether there was no database before.
    package var isNew = false
    /// The revision the database opened at.
    package var revision: UInt64 = 0
    /// Revisions read after the last whole document.
    package var replayedRevisions = 0
    /// Bytes at the end that were no whole write: a change that was never acknowledged, cut off by a crash.
    package var droppedBytes: Int64 = 0
    /// Damage in the middle that `DamagePolicy.keepAside` went past; everything from there on is missing.
    package var damage: StartError?
    /// Where what was dropped is kept for a person to look at.
    package var keptAside: FilePath?
}

/// What opening does about damage in the middle of a database file.
package enum DamagePolicy: Sendable {
    /// Refuses to open and leaves every file as it is.
    case refuse
    /// Keeps the damaged file aside and goes on with the state before the damage.
    case keepAside
}
