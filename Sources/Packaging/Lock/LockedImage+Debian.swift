import Errors
import ServerDocument

extension LockedImage {
    /// Reads what the recording hook of a build wrote: lines `source …` and `package …`, columns separated by tabs.
    init(_ image: DebianImage, record: String) throws(StartError) {
        var sources: [Source] = []
        var packages: [String] = []
        for line in record.split(whereSeparator: \.isNewline) {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch (columns.first, columns.count) {
            case ("source", 5):
                sources.append(Source(address: columns[1], suite: columns[2], date: columns[3], digest: columns[4]))
            case ("package", 5):
                packages.append(columns.dropFirst().joined(separator: " "))
            default:
                throw StartError(.pack, "What Debian gave could not be written down: \(line)")
            }
        }
        guard !packages.isEmpty else { throw StartError(.pack, "What Debian gave could not be written down.") }
        self.init(
            suite: image.suite, requested: Set(image.packages).sorted(), sources: sources, packages: packages.sorted())
    }

    /// Fails unless this was made for what the image asks for now.
    func check(for image: DebianImage, id: String) throws(StartError) {
        guard suite == image.suite, requested == Set(image.packages).sorted() else {
            throw StartError(
                .pack,
                "Image `\(id)`: \(ImageLock.fileName) was made for other packages than are asked for now. Make it anew: "
                    + "start-cli s9pk pack --update-lock")
        }
    }

    /// Fails unless `given` is what is locked.
    func check(given: LockedImage, id: String) throws(StartError) {
        let locked = Set(packages)
        let found = Set(given.packages)
        guard locked != found else { return }
        func named(_ entries: Set<String>) -> [String: String] {
            var versions: [String: String] = [:]
            for entry in entries {
                let words = entry.split(separator: " ").map(String.init)
                versions[words[0]] = words[1]
            }
            return versions
        }
        let missing = named(locked.subtracting(found))
        let instead = named(found.subtracting(locked))
        let changes = Set(missing.keys).union(instead.keys).sorted().map { name in
            switch (missing[name], instead[name]) {
            case (let old?, let new?) where old == new: "\(name) \(old) has another content"
            case (let old?, let new?): "\(name) \(old), there is \(new)"
            case (let old?, nil): "\(name) \(old) is not needed any more"
            case (nil, let new): "\(name) \(new ?? "") is needed besides"
            }
        }
        let shown =
            changes.prefix(8).joined(separator: "; ") + (changes.count > 8 ? "; and \(changes.count - 8) more" : "")
        let date = sources.first?.date ?? "an earlier day"
        throw StartError(
            .pack,
            "Image `\(id)`: Debian no longer gives what \(ImageLock.fileName) says: \(shown). Take what there is now with "
                + "--update-lock, or name a moment near \(date) as `snapshot` of the image, to get it from "
                + "snapshot.debian.org.")
    }

    /// Preferences of APT that let these versions in and no others of the same packages.
    var preferences: String {
        packages.map { entry in
            let words = entry.split(separator: " ")
            return "Package: \(words[0])\nPin: version \(words[1])\nPin-Priority: 1001\n"
        }.joined(separator: "\n")
    }
}
