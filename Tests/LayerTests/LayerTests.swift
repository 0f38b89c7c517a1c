import Foundation
import Testing

@Suite("The layers")
struct LayerTests {
    private static let description = Result { try PackageDescription.load() }

    private func targets() throws -> [PackageDescription.Target] {
        try Self.description.get().targets
    }

    @Test("every target has a layer or a place beside them")
    func everyTargetIsKnown() throws {
        let targets = try targets()
        #expect(targets.count > 20)
        for target in targets where target.type != "test" {
            let isKnown =
                Layers.table[target.name] != nil || Layers.inC.contains(target.name)
                || Layers.beside.contains(target.name)
            #expect(isKnown, "\(target.name) stands in no layer: add it to Layers.swift")
        }
    }

    @Test("a target depends on lower layers only")
    func edges() throws {
        for target in try targets() where target.type != "test" && !Layers.beside.contains(target.name) {
            for dependency in target.targets where !Layers.inC.contains(dependency) {
                let edge = "\(target.name) -> \(dependency)"
                #expect(!Layers.beside.contains(dependency), "\(edge): only tests may use it")
                guard let own = Layers.table[target.name], let other = Layers.table[dependency] else { continue }
                #expect(
                    other < own || (other == own && Layers.insideALayer.contains(edge)), "\(edge) goes up or across")
            }
        }
    }

    @Test("exceptions that nobody needs any more are gone from the table")
    func exceptionsAreUsed() throws {
        let edges = Set(try targets().flatMap { target in target.targets.map { "\(target.name) -> \($0)" } })
        #expect(Layers.insideALayer.subtracting(edges).isEmpty)
    }

    @Test("every Swift target has the settings block")
    func settings() throws {
        for target in try targets() where !Layers.inC.contains(target.name) {
            #expect(
                target.upcomingFeatures == ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"],
                "\(target.name)")
            #expect(target.languageMode == "6", "\(target.name)")
        }
    }

    @Test("the ground and the formats do without Foundation")
    func foundation() throws {
        var count = 0
        for (target, layer) in Layers.table where layer <= 1 {
            for file in try SourceFile.all(of: target) {
                count += 1
                #expect(!file.imports("Foundation"), "\(file.path)")
            }
        }
        #expect(count > 20)
    }

    @Test("time, randomness, files and processes come through SystemInterface")
    func forbiddenCalls() throws {
        // What is alive by nature, and what runs inside a container where nothing is simulated.
        let free: Set<String> = ["LiveSystem", "start-container", "TestSupport"]
        let words = [
            "Date()", "Date.now", "FileManager", "Process(", "SystemRandomNumberGenerator", "Task.sleep", ".random(in:",
            "Clock().sleep", "Clock().now", "ContinuousClock.now", "UUID()",
        ]
        for target in try targets() where target.type != "test" && !free.contains(target.name) {
            for file in try SourceFile.all(of: target.name) {
                for line in file.lines {
                    for word in words where Self.uses(word, in: line.text) {
                        Issue.record("\(file.path):\(line.number) uses \(word): \(line.text)")
                    }
                }
            }
        }
    }

    /// `.random(in:using:)` names its generator and is fine; a longer name that ends like a forbidden one is another.
    private static func uses(_ word: String, in line: String) -> Bool {
        guard let range = line.range(of: word) else { return false }
        if word.hasPrefix(".random") { return !line.contains("using:") }
        guard range.lowerBound > line.startIndex, word.first?.isLetter == true else { return true }
        let before = line[line.index(before: range.lowerBound)]
        return word.hasPrefix("Clock") || !(before.isLetter || before.isNumber || before == "_")
    }
}
