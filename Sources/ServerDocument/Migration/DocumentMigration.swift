package import Errors
package import JSONValues
import PatchDatabase

/// One step of the document to the next version: a pure function, without files, time or chance.
///
/// How to write one: `docs/formats/document-versions.md`.
package struct DocumentMigration: Sendable {
    /// The version of the document after this step.
    package let version: Int
    /// What it does, for the log: "the ports of services are kept by host".
    package let summary: String
    /// Gets the document of the version before and leaves that of this one. What it throws leaves everything as it was.
    package let change: @Sendable (inout JSON) throws(StartError) -> Void

    package init(
        version: Int, summary: String, change: @escaping @Sendable (inout JSON) throws(StartError) -> Void
    ) {
        self.version = version
        self.summary = summary
        self.change = change
    }

    /// Every step since the first document, in order. A step that has been released is never changed again.
    package static let all = [
        DocumentMigration(version: 1, summary: "the document tells its version") { _ in }
    ]
}

/// The way from any earlier document to the one that this software keeps.
package struct DocumentHistory: Sendable {
    private let migrations: [DocumentMigration]

    /// The version that this software reads and writes.
    package let current: Int

    /// - Parameter migrations: in order, each one version further.
    package init(_ migrations: [DocumentMigration] = DocumentMigration.all) {
        self.migrations = migrations
        current = migrations.last?.version ?? 0
    }

    /// The version that a document says it has; 0 for one from before documents said so.
    ///
    /// - Throws: `database` when what stands there is no version.
    package static func version(of document: JSON) throws(StartError) -> Int {
        guard let stored = document.value(at: place), !stored.isNull else { return 0 }
        guard let version = stored.integer, version >= 0 else {
            throw StartError(.database, "The document's version is \(stored.text), which is none.")
        }
        return version
    }

    /// The steps that a document of `version` has to take.
    ///
    /// - Throws: `versionIncompatible` when newer software wrote it: what it means is not known here.
    package func steps(from version: Int) throws(StartError) -> ArraySlice<DocumentMigration> {
        guard version <= current else {
            throw StartError(
                .versionIncompatible,
                "The data is of version \(version), written by a newer StartOS; this one reads up to version \(current)."
                    + " Nothing was changed. Install the newer StartOS again, or put the data of before its"
                    + " installation back: startd restore-document --help.")
        }
        return migrations.drop { $0.version <= version }
    }

    /// The document as this software keeps it.
    ///
    /// - Throws: `versionIncompatible` for a newer one, what a step throws.
    package func bringUp(_ document: JSON) throws(StartError) -> JSON {
        var document = document
        for step in try steps(from: Self.version(of: document)) {
            try step.change(&document)
            try document.apply(.add(Self.place, JSON(step.version)))
        }
        return document
    }

    private static let place = Document.root.private.documentVersion.pointer
}
