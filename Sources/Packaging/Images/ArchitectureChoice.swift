import Errors
import JSONValues
import ServerDocument

/// Narrows a manifest to the architectures that are packed.
struct ArchitectureChoice {
    /// What was asked for; everything that this machine can build when empty.
    let requested: [String]
    let machine: String

    /// Sets `hardwareRequirements.arch` and every image's `arch` to what the package will hold.
    ///
    /// - Throws: `invalidRequest` when nothing is left.
    func apply(to manifest: inout Manifest) throws(StartError) {
        let known = ["x86_64", "aarch64", "riscv64"]
        if let wrong = requested.first(where: { !known.contains($0) }) {
            throw StartError(
                .invalidRequest, "\"\(wrong)\" is no architecture; there are \(known.joined(separator: ", ")).")
        }
        // Every image has to be built, and this machine builds for itself only.
        guard !requested.isEmpty || !manifest.images.isEmpty else { return }
        let wanted = Set(requested.isEmpty ? [machine] : requested)
        let allowed = manifest.hardwareRequirements.architectures.map(Set.init) ?? wanted
        let chosen = wanted.intersection(allowed)
        guard !chosen.isEmpty else {
            throw StartError(
                .invalidRequest,
                "The package is for \(allowed.sorted().joined(separator: ", ")) only, not for "
                    + "\(wanted.sorted().joined(separator: ", "))."
            )
        }
        for (id, image) in manifest.images {
            let common = chosen.intersection(image.architectures)
            if common == chosen {
                manifest.images[id]?.architectures = chosen.sorted()
            } else if let emulated = image.emulateMissingAs {
                manifest.images[id]?.architectures = common.union([emulated]).sorted()
            } else {
                throw StartError(
                    .invalidRequest,
                    "Image `\(id)` is for \(image.architectures.joined(separator: ", ")) only, but the package is made "
                        + "for \(chosen.sorted().joined(separator: ", "))."
                )
            }
        }
        manifest.hardwareRequirements.architectures = chosen.sorted()
    }
}
