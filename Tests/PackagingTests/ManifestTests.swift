import Errors
import ExtendedVersions
import JSONValues
import ServerDocument
import Testing

@Suite struct ManifestTests {
    static let minimal = """
        {"id":"hello","version":"1.2.3:0","canMigrateTo":"!","canMigrateFrom":"*","title":"Hello",
        "description":{"short":"s","long":{"en_US":"l","de_DE":"L"}},"releaseNotes":"none","license":"MIT",
        "upstreamRepo":"https://example.org","images":{},"volumes":["main"],"unknown":{"a":1}}
        """

    private func manifest(_ change: (inout JSON) -> Void = { _ in }) throws -> Manifest {
        var json = try JSON(parsing: Self.minimal)
        change(&json)
        return try Manifest(json: json)
    }

    @Test func fillsInDefaultsAndDropsWhatItDoesNotKnow() throws {
        #expect(
            try manifest().json.text == """
                {"id":"hello","version":"1.2.3:0","canMigrateTo":"!","canMigrateFrom":"*","title":"Hello",\
                "description":{"short":"s","long":{"en_US":"l","de_DE":"L"}},"releaseNotes":"none","gitHash":null,\
                "license":"MIT","packageRepo":"https://example.com/","upstreamRepo":"https://example.org/",\
                "marketingUrl":null,"donationUrl":null,"osVersion":"0.4.0-beta.10","sdkVersion":null,\
                "hardwareAcceleration":false,"userspaceFilesystems":false,"virtualNetworking":false,"plugins":[],\
                "satisfies":[],"images":{},"volumes":["main"],"dependencies":{},\
                "hardwareRequirements":{"device":[],"ram":null,"arch":null}}
                """)
    }

    @Test func sortsSetsAndMapsAndSurvivesARoundTrip() throws {
        let manifest = try manifest {
            $0["volumes"] = ["b", "a", "b", "BACKUP"]
            $0["images"] = [
                "z": ["source": "packed", "arch": ["x86_64", "aarch64"], "emulateMissingAs": "x86_64"],
                "a": [
                    "source": ["debian": ["suite": "trixie", "packages": ["syncthing"], "cmd": ["/bin/x"]]],
                    "arch": [],
                ],
            ]
            $0["dependencies"] = ["other": ["description": "why", "optional": true, "s9pk": nil]]
            $0["hardwareRequirements"] = [
                "device": [["description": "GPU", "class": "display", "capabilities": ["b", "a"]]],
                "ram": .unsigned(.max), "arch": ["x86_64"],
            ]
        }
        #expect(manifest.volumes == ["BACKUP", "a", "b"])
        #expect(Array(manifest.images.keys) == ["a", "z"])
        #expect(manifest.images["z"]?.architectures == ["aarch64", "x86_64"])
        #expect(manifest.hardwareRequirements.devices.first?.capabilities == ["a", "b"])
        #expect(try Manifest(json: manifest.json) == manifest)
        #expect(try JSON(encoding: manifest) == manifest.json)
        #expect(try manifest.json.decoded(as: Manifest.self) == manifest)
    }

    @Test(arguments: [
        ("id", "\"Hello\"", "id"), ("id", "\"a--b\"", "id"), ("id", "\"\"", "id"), ("id", "7", "id"),
        ("version", "\"1.2.3\"", "version"), ("version", "\"1.x:0\"", "version"), ("version", "\"#A:1:0\"", "version"),
        ("title", "\"\"", "title"), ("description", "\"text\"", "description"),
        ("description", "{\"short\":\"s\"}", "description.long"),
        ("releaseNotes", "{\"en_US\":1}", "releaseNotes.en_US"),
        ("upstreamRepo", "\"example.org\"", "upstreamRepo"), ("marketingUrl", "\"x y://z\"", "marketingUrl"),
        ("osVersion", "\"0.4.0:0\"", "osVersion"), ("hardwareAcceleration", "1", "hardwareAcceleration"),
        ("plugins", "[\"url-v1\"]", "plugins"), ("satisfies", "[\"1\"]", "satisfies"),
        ("volumes", "[\"a b\"]", "volumes"),
        ("images", "{\"main\":{\"arch\":[]}}", "images.main.source"),
        ("images", "{\"main\":{\"source\":\"packed\"}}", "images.main.arch"),
        ("images", "{\"main\":{\"source\":{\"zip\":1},\"arch\":[]}}", "images.main.source"),
        (
            "images", "{\"main\":{\"source\":{\"debian\":{\"packages\":[\"x\"]}},\"arch\":[]}}",
            "images.main.source.debian.suite"
        ),
        (
            "images", "{\"main\":{\"source\":{\"debian\":{\"suite\":\"trixie\",\"packages\":[\"--x\"]}},\"arch\":[]}}",
            "images.main.source.debian.packages"
        ),
        ("images", "{\"Main\":{\"source\":\"packed\",\"arch\":[]}}", "images.Main"),
        ("dependencies", "{\"x\":{}}", "dependencies.x.optional"),
        ("hardwareRequirements", "{\"ram\":-1}", "hardwareRequirements.ram"),
        (
            "hardwareRequirements", "{\"device\":[{\"description\":\"\",\"class\":\"tpm\"}]}",
            "hardwareRequirements.device[0].class"
        ),
    ])
    func namesTheWrongField(_ key: String, _ value: String, _ field: String) throws {
        let replacement = try JSON(parsing: value)
        #expect {
            _ = try manifest { $0[key] = replacement }
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.code == .deserialization && error.message.contains("`\(field)`")
        }
    }

    @Test(arguments: [
        "id", "version", "canMigrateTo", "canMigrateFrom", "title", "description", "releaseNotes", "license",
        "upstreamRepo", "images", "volumes",
    ])
    func namesTheMissingField(_ key: String) {
        #expect {
            _ = try manifest { $0[key] = nil as JSON? }
        } throws: { error in
            (error as? StartError)?.message.contains("`\(key)` is missing") == true
        }
    }

    @Test(arguments: [
        ("version", "1"), ("version", "1:0 "), ("satisfies", "1.2"), ("osVersion", "0.4.0:0"), ("sdkVersion", "v1"),
        ("canMigrateTo", "foo"), ("canMigrateFrom", "1.x"), ("canMigrateFrom", ""),
    ])
    func refusesVersions(_ key: String, _ text: String) {
        #expect {
            _ = try manifest { $0[key] = key == "satisfies" ? [.string(text)] : .string(text) }
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.code == .deserialization && error.message.contains("`\(key)`")
                && error.message.contains("\"\(text)\"")
        }
    }

    @Test func keepsVersionsAsWrittenAndRangesInCanonicalForm() throws {
        let manifest = try manifest {
            $0["version"] = "#knots:01.0:0"
            $0["canMigrateTo"] = "^1.2 && !#knots"
            $0["osVersion"] = "0.04.0"
        }
        #expect(manifest.version == "#knots:01.0:0")
        #expect(manifest.canMigrateTo == "(>=1.2:0 <2:0) (!(#knots))")
        #expect(manifest.osVersion == "0.4.0")
    }

    @Test func whoPacksIsToldOfTextAfterARange() throws {
        var json = try manifest().json
        json["canMigrateFrom"] = ">=1.0 and <2.0"
        #expect(try Manifest(json: json).canMigrateFrom == ">=1.0:0")
        #expect(throws: StartError.self) { try Manifest(json: json, tail: .refused) }
    }

    @Test func localizes() {
        let text = LocaleString.translations(["en_US": "hello", "de_DE": "hallo", "de_AT": "servus"])
        #expect(text.localized("de_AT") == "servus")
        #expect(text.localized("de_CH") == "hallo")
        #expect(text.localized("fr_FR") == "hello")
        #expect(LocaleString.translations([:]).localized("en_US") == "")
    }
}
