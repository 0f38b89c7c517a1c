import Errors
import JSONValues
import PatchDatabase
import Testing

@Suite struct PatchTests {
    struct Case: Sendable {
        let before: String
        let patch: String
        /// nil: it must fail and leave the value as it was.
        let after: String?

        init(_ before: String, _ patch: String, _ after: String?) {
            self.before = before
            self.patch = patch
            self.after = after
        }
    }

    static let cases = [
        Case(#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
        Case(#"{"a":1,"b":2}"#, #"[{"op":"add","path":"/a","value":3}]"#, #"{"a":3,"b":2}"#),
        Case(#"{"a":1}"#, #"[{"op":"add","path":"","value":[]}]"#, "[]"),
        Case("[1,2]", #"[{"op":"add","path":"/0","value":0}]"#, "[0,1,2]"),
        Case("[1,2]", #"[{"op":"add","path":"/2","value":3}]"#, "[1,2,3]"),
        Case("[1,2]", #"[{"op":"add","path":"/-","value":3}]"#, "[1,2,3]"),
        Case("[1,2]", #"[{"op":"add","path":"/3","value":3}]"#, nil),
        Case("[1,2]", #"[{"op":"add","path":"/01","value":3}]"#, nil),
        Case("[1,2]", #"[{"op":"add","path":"/x","value":3}]"#, nil),
        Case("1", #"[{"op":"add","path":"/x","value":3}]"#, nil),
        Case("{}", #"[{"op":"add","path":"/x/y","value":3}]"#, nil),
        Case(#"{"a":1,"b":2,"c":3}"#, #"[{"op":"remove","path":"/b"}]"#, #"{"a":1,"c":3}"#),
        Case("[1,2,3]", #"[{"op":"remove","path":"/1"}]"#, "[1,3]"),
        Case("[1]", #"[{"op":"remove","path":"/1"}]"#, nil),
        Case("[1]", #"[{"op":"remove","path":"/-"}]"#, nil),
        Case("{}", #"[{"op":"remove","path":"/b"}]"#, nil),
        Case("{}", #"[{"op":"remove","path":""}]"#, nil),
        Case("[1,2]", #"[{"op":"replace","path":"/1","value":3}]"#, "[1,3]"),
        Case("[1,2]", #"[{"op":"replace","path":"/2","value":3}]"#, "[1,2,3]"),
        Case("{}", #"[{"op":"replace","path":"/b","value":3}]"#, #"{"b":3}"#),
        Case("{}", #"[{"op":"replace","path":"","value":3}]"#, "3"),
        Case(
            #"{"é":{"a/b":{"~":1}}}"#, #"[{"op":"replace","path":"/é/a~1b/~0","value":2}]"#, #"{"é":{"a/b":{"~":2}}}"#),
        Case(#"{"":{"":1}}"#, #"[{"op":"remove","path":"//"}]"#, #"{"":{}}"#),
        Case(#"{"a":[1]}"#, #"[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}]"#, nil),
        Case("{}", "[]", "{}"),
    ]

    @Test(arguments: cases) func applies(_ testCase: Case) throws {
        let before = try JSON(parsing: testCase.before)
        var patch: [PatchOperation] = []
        for json in try JSON(parsing: testCase.patch).array ?? [] { patch.append(try PatchOperation(json: json)) }
        #expect(JSON.array(patch.map(\.json)).text == testCase.patch)
        var value = before
        if let after = testCase.after {
            try value.apply(patch)
            #expect(value.text == after)
        } else {
            let error = #expect(throws: StartError.self) { try value.apply(patch) }
            #expect(error?.code == .database)
            #expect(value.text == testCase.before)
        }
    }

    @Test(arguments: [
        (#"["hello","bye","hi"]"#, #"["hello"]"#, #"[{"op":"remove","path":"/1"},{"op":"remove","path":"/1"}]"#),
        (#"{"a":1}"#, "null", #"[{"op":"replace","path":"","value":null}]"#),
        (#"{"a":1,"b":[1]}"#, #"{"b":[1],"a":1}"#, "[]"),
        ("1", "1.0", #"[{"op":"replace","path":"","value":1.0}]"#),
        ("\"\u{e9}\"", "\"e\u{301}\"", "[{\"op\":\"replace\",\"path\":\"\",\"value\":\"e\u{301}\"}]"),
        ("[1,2,3]", "[0,1,2,3]", #"[{"op":"add","path":"/0","value":0}]"#),
        ("[1,2,3]", "[2,3]", #"[{"op":"remove","path":"/0"}]"#),
        (#"[{"a":1},{"b":1}]"#, #"[{"a":1},{"b":2}]"#, #"[{"op":"replace","path":"/1/b","value":2}]"#),
    ])
    func differences(before: String, after: String, patch: String) throws {
        let difference = try JSON(parsing: after).difference(from: try JSON(parsing: before))
        #expect(JSON.array(difference.map(\.json)).text == patch)
    }

    @Test(arguments: 0..<400 as Range<UInt64>) func differenceLeadsToTheOther(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<20 {
            let before = documents.value()
            let after = Bool.random(using: &documents.random) ? documents.value() : documents.changed(before)
            var value = before
            try value.apply(after.difference(from: before))
            #expect(value == after)
            #expect(before.difference(from: before).isEmpty)
        }
    }

    @Test(arguments: ["a", "/~", "/~2", "/a~"]) func pointersRefuse(text: String) {
        let error = #expect(throws: StartError.self) { try JSONPointer(parsing: text) }
        #expect(error?.code == .deserialization)
    }

    @Test(arguments: ["", "/", "/a/b", "/~0~1/é/👩‍👩‍👧", "//"]) func pointersKeepTheirText(text: String) throws {
        #expect(try JSONPointer(parsing: text).description == text)
    }

    @Test func pointersGoByWholeSegments() throws {
        #expect(try !JSONPointer(parsing: "/ab").starts(with: JSONPointer(parsing: "/a")))
        #expect(try JSONPointer(parsing: "/a/b").removingPrefix(JSONPointer(parsing: "/a")) == JSONPointer(["b"]))
    }

    @Test func unknownOperationsAreRefused() {
        #expect(throws: StartError.self) { try PatchOperation(json: ["op": "move", "path": "/a", "from": "/b"]) }
        #expect(throws: StartError.self) { try PatchOperation(json: ["op": "add", "path": "/a"]) }
    }
}
