import Errors
import JSONValues

/// `service.lock`: what Debian gave for the images of a package, so that the next packing takes the same.
struct ImageLock: Equatable {
    static let fileName = "service.lock"
    private static let format = 1

    /// By image, then by architecture.
    var images: OrderedDictionary<String, OrderedDictionary<String, LockedImage>> = [:]

    init() {}

    /// - Throws: `deserialization` when the text is no lock file.
    init(parsing text: String) throws(StartError) {
        let json = try JSON(parsing: text)
        guard json["format"]?.integer == Self.format, let images = json["images"]?.object else {
            throw Self.damaged("its format is another one")
        }
        for (id, architectures) in images {
            for (architecture, image) in architectures.object ?? [:] {
                self[id, architecture] = try LockedImage(json: image)
            }
        }
    }

    subscript(id: String, architecture: String) -> LockedImage? {
        get { images[id]?[architecture] }
        set { images[id, default: [:]][architecture] = newValue }
    }

    /// The text of the file: one line for each package, so that a change can be read.
    var text: String {
        var sorted = images
        sorted.sort { $0.key < $1.key }
        let json: JSON = [
            "format": JSON(Self.format),
            "images": .object(sorted.mapValues { .object($0.mapValues(\.json)) }),
        ]
        return json.prettyText + "\n"
    }

    static func damaged(_ reason: String) -> StartError {
        StartError(
            .deserialization, "\(fileName) cannot be used: \(reason). Make it anew: start-cli s9pk pack --update-lock")
    }
}

/// One image for one architecture as Debian gave it.
struct LockedImage: Equatable {
    /// A list of packages that was asked: where, and which state of it.
    struct Source: Equatable {
        var address: String
        var suite: String
        /// When Debian made it, in its own words.
        var date: String
        /// SHA-256 of its signed index, in hexadecimal.
        var digest: String
    }

    /// What was asked for.
    var suite: String
    var requested: [String]
    var sources: [Source]
    /// `name version architecture sha256` each, sorted.
    var packages: [String]

    init(suite: String, requested: [String], sources: [Source], packages: [String]) {
        self.suite = suite
        self.requested = requested
        self.sources = sources
        self.packages = packages
    }

    init(json: JSON) throws(StartError) {
        func strings(_ key: String) throws(StartError) -> [String] {
            guard let texts = json[key]?.array?.compactMap(\.string) else {
                throw ImageLock.damaged("`\(key)` is missing")
            }
            return texts
        }
        suite = json["suite"]?.string ?? ""
        requested = try strings("requested")
        packages = try strings("packages")
        sources = (json["sources"]?.array ?? []).map { source in
            Source(
                address: source["address"]?.string ?? "", suite: source["suite"]?.string ?? "",
                date: source["date"]?.string ?? "", digest: source["sha256"]?.string ?? "")
        }
        guard packages.allSatisfy({ $0.split(separator: " ").count == 4 }) else {
            throw ImageLock.damaged("an entry of `packages` is not: name version architecture sha256")
        }
    }

    var json: JSON {
        [
            "suite": .string(suite), "requested": .array(requested.map(JSON.string)),
            "sources": .array(
                sources.map {
                    [
                        "address": .string($0.address), "suite": .string($0.suite), "date": .string($0.date),
                        "sha256": .string($0.digest),
                    ]
                }),
            "packages": .array(packages.map(JSON.string)),
        ]
    }
}
