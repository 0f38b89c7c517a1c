import Glibc
import JSONValues
import LiveSystem
import PatchDatabase
import SystemInterface
import SystemPackage

/// What the harness measures of our libraries, without a server around them.
///
///     startos-benchmarks patch-db DIRECTORY WRITERS COMMITS WARM-UP
///
/// Prints the durable commits per second, made by WRITERS tasks that change one health message each, one after the other.
let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.dropFirst(2).compactMap { Int($0) }
guard arguments.first == "patch-db", arguments.count == 5, numbers.count == 3, numbers[0] > 0 else {
    print("usage: startos-benchmarks patch-db DIRECTORY WRITERS COMMITS WARM-UP")
    exit(64)
}
let (writers, commits, warmUp) = (numbers[0], numbers[1], numbers[2])

/// A server with fifty services.
let document: JSON = [
    "public": [
        "packageData": .object(
            JSONObject(
                uniqueKeysWithValues: (0..<50).map { index in
                    ("service-\(index)", PatchDatabaseCommits.entry(index))
                }))
    ]
]
let database = try Database.open(
    directory: FilePath(arguments[1]), files: LiveFileSystem(), execution: .whereFaster(time: LiveTimeSource()))
try await database.update { try $0.set(document, at: .root) }
_ = try await PatchDatabaseCommits.run(database, writers: writers, commits: warmUp)
let duration = try await PatchDatabaseCommits.run(database, writers: writers, commits: commits)
await database.close()
let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
print(seconds > 0 ? Double(commits) / seconds : 0)
