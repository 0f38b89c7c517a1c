package import Errors
package import JSONValues

/// A service that is described in `service.yaml` instead of being programmed (docs/formats/service-yaml.md).
package struct ServiceDescription: Sendable {
    package static let fileName = "service.yaml"

    /// The checked description with every default filled in.
    private let service: JSON

    /// Reads a description.
    ///
    /// - Throws: `pack`, with every mistake of the text in one report.
    package init(parsing text: String, file: String = ServiceDescription.fileName) throws(StartError) {
        let (service, mistakes) = Self.check(text)
        guard mistakes.isEmpty, let service else {
            let count = mistakes.count == 1 ? "1 mistake" : "\(mistakes.count) mistakes"
            throw StartError(.pack, "\(file) has \(count).\n\(mistakes.report(file: file, text: text))")
        }
        self.service = service
    }

    /// The checked description, and everything that is wrong with it.
    static func check(_ text: String) -> (service: JSON?, mistakes: [Mistake]) {
        let source = DescriptionText(text: text)
        var mistakes = source.obstacles()
        guard mistakes.isEmpty, let root = source.compose(&mistakes) else { return (nil, mistakes) }
        var checker = Checker()
        let service = checker.check(root, .record(ServiceTable.service), [])
        mistakes += checker.mistakes
        guard let service else { return (nil, mistakes) }
        var cross = CrossChecker(service, checker.places)
        cross.run()
        // Aliases stand in several places of the tree and in one of the text.
        return (service, Array(Set(mistakes + cross.mistakes)))
    }

    /// What `manifest.json` is made of, images with their sources.
    package var manifest: JSON {
        ManifestWriter(service: service).manifest
    }

    /// `service.json`, which the interpreter in the package carries out.
    package var program: JSON {
        ProgramWriter(service: service).program
    }

    /// A path that the description names for a part of the package: `icon`, `instructions` or `assets`.
    package func path(of part: String) -> String? {
        service[part]?.string
    }
}
