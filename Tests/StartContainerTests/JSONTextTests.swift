import Testing

@testable import start_container

@Suite struct JSONTextTests {
    @Test func membersAreFoundWhateverStandsBeforeThem() {
        let json = JSONText(Array(#" { "a" : [1, {"b": "}"}], "c\"" : "x\\", "d":{"e": -7 } , "f":null}"#.utf8)[...])
        #expect(json["a"]?.text == #"[1, {"b": "}"}]"#)
        #expect(json["c\""]?.string == "x\\")
        #expect(json["d"]?["e"]?.integer == -7)
        #expect(json["f"]?.text == "null")
        #expect(json["g"] == nil)
        #expect(json["a"]?["b"] == nil)
    }

    @Test func stringsComeBackAsTheyWere() {
        let text = "tab\t quote\" back\\ line\n \u{1} ü 𝄞"
        #expect(JSONText(Array(quoted(text).utf8)[...]).string == text)
        #expect(JSONText(Array(#""\u00fc\ud834\udd1e""#.utf8)[...]).string == "ü𝄞")
    }

    @Test(arguments: ["", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "[", "\"", "{]}", "{\"a\\"])
    func brokenTextIsNoMember(text: String) {
        let json = JSONText(Array(text.utf8)[...])
        #expect(json["b"] == nil)
        #expect(json.string == nil)
    }
}
