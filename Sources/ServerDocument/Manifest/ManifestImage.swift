package import JSONValues

/// An image of a package: a root file system that its programs run in.
package struct ManifestImage: Hashable, Sendable {
    package var source: ManifestImageSource
    /// The architectures that the image exists for, by kernel name, sorted.
    package var architectures: [String]
    /// The architecture that is run under emulation where the machine's own is missing.
    package var emulateMissingAs: String?
    package var nvidiaContainer: Bool
}

/// Where an image comes from. Inside a finished package it is always `packed`.
package enum ManifestImageSource: Hashable, Sendable {
    case packed
    /// Packages of a Debian suite.
    case debian(DebianImage)
    /// A directory or tar file with a root file system, relative to the package folder.
    case rootfs(path: String, process: ImageProcess)
    /// An OCI image.
    case oci(OCIImage)
    /// A build or a tag of a container engine; the value as written.
    case docker(DockerSource)
}

/// A source that needs a container engine to be packed.
package struct DockerSource: Hashable, Sendable {
    /// `dockerBuild` or `dockerTag`.
    package var kind: String
    /// The compact JSON text of its value.
    package var value: String
}

/// An image in the format of the Open Container Initiative.
package struct OCIImage: Hashable, Sendable {
    package enum Origin: Hashable, Sendable {
        /// A folder in the image layout, relative to the package folder.
        case layout(String)
        /// `registry.example/nginx:1.27`
        case registry(String)
    }

    package var origin: Origin
    /// What is said here takes the place of what the image says.
    package var process: ImageProcess
}

/// A root file system made of Debian packages.
package struct DebianImage: Hashable, Sendable {
    /// `trixie`.
    package var suite: String
    package var packages: [String]
    /// The moment of snapshot.debian.org whose packages are taken, `20260101T000000Z`; nil for today's.
    package var snapshot: String?
    package var process: ImageProcess
}

/// How a program is started in an image unless its package says otherwise.
package struct ImageProcess: Hashable, Sendable {
    /// `NAME=value` each.
    package var environment: [String] = []
    package var workingDirectory = "/"
    /// `name`, `uid`, `name:group` or `uid:gid`.
    package var user = "root"
    package var entrypoint: [String]?
    package var command: [String]?

    /// The content of `<image>.json` in a package.
    package var json: JSON {
        [
            "workdir": .string(workingDirectory),
            "user": .string(user),
            "entrypoint": entrypoint.map { .array($0.map(JSON.string)) } ?? .null,
            "cmd": command.map { .array($0.map(JSON.string)) } ?? .null,
        ]
    }

    /// The content of `<image>.env` in a package: `NAME=value` lines without a last newline.
    package var environmentText: String {
        environment.joined(separator: "\n")
    }
}
