import Errors
import SystemInterface
import SystemPackage

/// Limits of a running container, and a look at single values.
extension ControlGroups {
    /// Sets the limits of a running container.
    ///
    /// - Throws: `container` when the kernel refuses one, as version 1 does a limit below what is in use.
    func apply(_ limits: ContainerLimits, _ files: any FileSystem) throws(StartError) {
        let hierarchies = try Self.hierarchies(files)
        var places: [(setting: ControlGroupSetting, path: FilePath)] = []
        for setting in ControlGroupSetting.all(for: limits) {
            if let path = path(of: setting.file, setting.controller, setting.version, in: hierarchies, files) {
                places.append((setting, path))
            }
        }
        // Memory with and without swap hold each other under version 1: one order suits lower limits, the other higher.
        for place in places { try? Self.write(place.setting.value, to: place.path, files) }
        for place in places.reversed() {
            do throws(StartError) {
                try Self.write(place.setting.value, to: place.path, files)
            } catch {
                throw StartError(
                    .container, "The kernel refuses the limit \(place.setting.value) for \(place.setting.file).",
                    cause: error)
            }
        }
    }

    /// Where a value of the container stands; nil when this machine has no such file.
    func path(
        of file: String, _ controller: String, _ version: ControlGroupSetting.Version, in hierarchies: [Hierarchy],
        _ files: any FileSystem
    ) -> FilePath? {
        for hierarchy in hierarchies where hierarchy.version == version && hierarchy.serves(controller) {
            let path = hierarchy.path.appending(container).appending(file)
            if (try? files.exists(path)) == true { return path }
        }
        return nil
    }

    /// The number behind `name` in a file of lines `name number`.
    static func value(of name: String, in path: FilePath, _ files: any FileSystem) -> Int64? {
        guard let text = try? files.readText(path) else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name[...] { return Int64(words[1]) }
        }
        return nil
    }

    private static func write(_ value: String, to path: FilePath, _ files: any FileSystem) throws(StartError) {
        let file = try files.open(path, .readWrite, permissions: .ownerReadWrite)
        defer { file.close() }
        try file.write(Array(value.utf8), at: 0)
    }
}
