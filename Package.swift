// swift-tools-version: 6.2
import PackageDescription

/// The one settings block, applied to every Swift target below.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours. `Tests/LayerTests` holds these edges against the table of ARCHITECTURE.md.
///
/// - Parameter embedding: Files that become byte arrays of the type `PackageResources`.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], embedding: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: embedding.map { .embedInCode($0) }, swiftSettings: settings)
}

/// - Parameter files: Directories of the target with what is no source.
func tests(_ name: String, _ dependencies: [Target.Dependency], files: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

extension Target.Dependency {
    static let collections = product(name: "OrderedCollections", package: "swift-collections")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let systemPackage = product(name: "SystemPackage", package: "swift-system")
    static let logging = product(name: "Logging", package: "swift-log")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let httpClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioWebSocket = product(name: "NIOWebSocket", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
}

let package = Package(
    name: "startos",
    products: [
        .executable(name: "startbox", targets: ["startbox"]),
        .executable(name: "start-container", targets: ["start-container"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // Layer 6: programs
        .executableTarget(
            name: "startbox", dependencies: ["StartDaemon", "CommandLine", "RPCMethods"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "start-container",
            dependencies: ["CStartContainer"],
            // Static where it is shipped; a test bundle cannot be linked that way.
            swiftSettings: settings
                + [.unsafeFlags(["-static-stdlib", "-Osize"], .when(configuration: .release))],
            linkerSettings: [.unsafeFlags(["-static-executable"], .when(configuration: .release))]
        ),
        .target(name: "CStartContainer"),

        // Layer 5: front ends
        module(
            "StartDaemon",
            [
                "BinaryEncodings", "ServiceManager", "Containers", "Networking", "LiveSystem", "Logs", "RPCMethods",
                "RPCServer",
                "ServerDocument", "PatchDatabase", "JSONValues", "Errors", "SystemInterface",
                "CArgon2",
                .arguments, .crypto, .lifecycle, .logging, .nioCore, .nioPosix, .systemPackage, .unixSignals,
            ]
        ),
        module(
            "CommandLine",
            [
                "BinaryEncodings", "Blake3Hash", "Containers", "ExtendedVersions", "Logs", "Packaging", "PatchDatabase",
                "LiveSystem", "PackageArchive", "RPCClient", "RPCMethods", "ServiceDescriptions", "JSONValues",
                "Errors",
                "SystemInterface", .arguments, .systemPackage,
            ]
        ),

        // Layer 4: managers
        module(
            "ServiceManager",
            [
                "BinaryEncodings", "Containers", "ExtendedVersions", "Networking", "Logs", "ServerDocument",
                "PatchDatabase", "PackageArchive",
                "JSONValues", "Errors", "SystemInterface", .logging, .nioCore, .nioPosix, .systemPackage,
            ]
        ),
        module(
            "Packaging",
            [
                "BinaryEncodings", "Blake3Hash", "ExtendedVersions", "PackageArchive", "ServerDocument",
                "ServiceDescriptions", "JSONValues", "Errors", "SystemInterface", .systemPackage,
            ],
            embedding: ["Described/service-interpreter.js"]
        ),

        // Layer 3: the machine
        module("Containers", ["BinaryEncodings", "CLinux", "Errors", "SystemInterface", .logging, .systemPackage]),
        module(
            "Networking",
            [
                "BinaryEncodings", "DNSMessages", "ServerDocument", "Errors", "SystemInterface", .asn1, .crypto,
                .logging,
                .nioCore, .nioPosix, .nioSSL, .systemPackage, .x509,
            ]
        ),
        module("LiveSystem", ["CLinux", "Errors", "SystemInterface", .subprocess, .systemPackage]),

        // Layer 2: shared language
        module("ServerDocument", ["ExtendedVersions", "PatchDatabase", "JSONValues", "Errors"]),
        module("RPCMethods", ["ServerDocument", "JSONValues", "Errors"]),
        module("ServiceDescriptions", ["ExtendedVersions", "ServerDocument", "JSONValues", "Errors", .yams]),
        module(
            "RPCServer",
            [
                "BinaryEncodings", "RPCMethods", "JSONValues", "Errors", "SystemInterface", .hummingbird,
                .hummingbirdCore,
                .httpTypes, .lifecycle, .logging, .nioCore, .nioHTTP1, .nioHTTPTypes, .nioHTTPTypesHTTP1, .nioPosix,
                .nioSSL, .nioWebSocket, .systemPackage,
            ]
        ),
        module(
            "RPCClient",
            [
                "RPCMethods", "JSONValues", "Errors", .httpClient, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
                .nioWebSocket,
            ]
        ),
        module("Logs", ["Errors", "SystemInterface", .systemPackage]),

        // Layer 1: formats
        module("PatchDatabase", ["Blake3Hash", "JSONValues", "Errors", "SystemInterface", .deque, .systemPackage]),
        module(
            "PackageArchive",
            [
                "BinaryEncodings", "Blake3Hash", "CDecaf", "ExtendedVersions", "JSONValues", "Errors",
                "SystemInterface",
                .systemPackage,
            ]),
        module("ExtendedVersions", ["Errors"]),
        module("DNSMessages", ["BinaryEncodings"]),
        module("Blake3Hash", ["CBlake3"]),
        .target(name: "CBlake3", cSettings: [.unsafeFlags(["-O3"])]),

        // Layer 0: ground
        module("JSONValues", ["Errors", .collections]),
        module("BinaryEncodings"),
        module("Errors"),
        module("SystemInterface", ["Errors", .systemPackage]),
        .target(name: "CLinux"),
        .systemLibrary(name: "CDecaf", pkgConfig: nil, providers: [.apt(["libdecaf-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),

        // Beside
        module("SimulatedSystem", ["Errors", "SystemInterface", .systemPackage]),
        module(
            "TestSupport",
            [
                "Containers", "LiveSystem", "RPCClient", "RPCMethods", "ServerDocument", "PatchDatabase", "JSONValues",
                "Errors", "SystemInterface", .logging, .systemPackage,
            ]
        ),

        // Measured by Benchmarks/run
        .executableTarget(
            name: "startos-benchmarks",
            dependencies: ["PatchDatabase", "LiveSystem", "JSONValues", "Errors", "SystemInterface", .systemPackage],
            path: "Benchmarks/programs/startos-benchmarks", swiftSettings: settings
        ),

        // Tests
        tests("Blake3HashTests", ["Blake3Hash", "CBlake3"]),
        tests("ExtendedVersionsTests", ["ExtendedVersions", "Errors"], files: ["Vectors"]),
        tests("DNSMessagesTests", ["DNSMessages", "SimulatedSystem", "BinaryEncodings"]),
        tests("JSONValuesTests", ["JSONValues", "SimulatedSystem", "Errors"]),
        tests("SimulatedSystemTests", ["SimulatedSystem", "LiveSystem", "Errors", "SystemInterface", .systemPackage]),
        tests("LiveSystemTests", ["LiveSystem", "Errors", "SystemInterface", .systemPackage]),
        tests(
            "PatchDatabaseTests",
            ["PatchDatabase", "SimulatedSystem", "JSONValues", "Errors", "SystemInterface", .systemPackage]),
        tests(
            "PackageArchiveTests",
            [
                "BinaryEncodings",
                "PackageArchive", "SimulatedSystem", "Blake3Hash", "JSONValues", "Errors", "SystemInterface",
                .systemPackage,
            ]),
        tests(
            "ContainersTests",
            [
                "BinaryEncodings", "Containers", "LiveSystem", "CLinux", "Errors", "SystemInterface", .logging,
                .systemPackage,
            ]),
        tests("StartContainerTests", ["start-container", "CStartContainer"]),
        tests(
            "NetworkingTests",
            [
                "Networking", "BinaryEncodings", "DNSMessages", "LiveSystem", "SimulatedSystem", "ServerDocument",
                "Errors",
                "SystemInterface", .asn1, .crypto, .logging, .nioCore, .nioPosix, .nioSSL, .systemPackage, .x509,
            ]),
        tests(
            "RPCServerTests",
            [
                "RPCServer", "RPCMethods", "Networking", "LiveSystem", "SimulatedSystem", "JSONValues", "Errors",
                "SystemInterface",
                .httpTypes, .hummingbirdCore, .lifecycle, .logging, .nioCore, .nioPosix, .nioSSL, .systemPackage,
            ]),
        tests("RPCClientTests", ["RPCClient", "JSONValues", "Errors"]),
        tests("ServiceDescriptionsTests", ["ServiceDescriptions", "JSONValues", "Errors"], files: ["Mistakes"]),
        tests(
            "PackagingTests",
            [
                "Packaging", "PackageArchive", "ServerDocument", "ExtendedVersions", "LiveSystem", "JSONValues",
                "Errors",
                "SystemInterface", .systemPackage,
            ]),
        tests(
            "CommandLineTests",
            [
                "CommandLine", "ExtendedVersions", "PatchDatabase", "SimulatedSystem", "RPCClient", "RPCMethods",
                "LiveSystem", "JSONValues", "Errors",
                "SystemInterface", .arguments, .systemPackage,
            ]),
        tests("ServiceManagerTests", ["ServiceManager", "ServerDocument", "SystemInterface"]),
        tests("RPCMethodsTests", ["RPCMethods", "ServerDocument"]),
        tests("ServerDocumentTests", ["ServerDocument", "JSONValues", "Errors"]),
        tests(
            "StartDaemonTests",
            [
                "StartDaemon", "RPCServer", "ServerDocument", "PatchDatabase", "LiveSystem", "SimulatedSystem", "Logs",
                "RPCMethods", "JSONValues", "Errors", "SystemInterface", .logging, .systemPackage,
            ], files: ["Databases"]),
        tests("LogsTests", ["Logs", "SimulatedSystem", "Errors", "SystemInterface", .systemPackage]),
        tests("LayerTests", []),
        tests(
            "IntegrationTests",
            [
                "TestSupport", "RPCClient", "RPCMethods", "ServerDocument", "PatchDatabase", "PackageArchive",
                "LiveSystem",
                "JSONValues", "Errors", "SystemInterface", .systemPackage,
            ]),
        tests(
            "BrowserTests",
            [
                "TestSupport", "RPCClient", "RPCMethods", "ServerDocument", "PackageArchive", "LiveSystem",
                "JSONValues", "Errors", "SystemInterface", .systemPackage,
            ]),
    ]
)
