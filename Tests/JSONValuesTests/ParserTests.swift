import Errors
import JSONValues
import Testing

@Suite struct ParserTests {
    /// Texts and what they are written as; nil where they are the same.
    static let accepted: [(String, String?)] = [
        ("null", nil), ("true", nil), ("false", nil), ("0", nil), ("-1", nil), ("\"\"", nil), ("[]", nil), ("{}", nil),
        (" \t\r\n[ 1 , 2 ] \n", "[1,2]"), (#" { "a" : { } } "#, #"{"a":{}}"#), ("[[],[{}]]", nil),
        ("9223372036854775807", nil), ("-9223372036854775808", nil), ("18446744073709551615", nil),
        ("18446744073709551616", "1.8446744073709552e+19"), ("-9223372036854775809", "-9.223372036854776e+18"),
        ("-0", "-0.0"), ("-0.0", nil), ("0.1", nil), ("1.0", nil), ("1E2", "100.0"), ("1e+2", "100.0"),
        ("1.5e-7", "1.5e-07"), ("123456789012345678901234567890", "1.2345678901234568e+29"),
        ("1e308", "1e+308"), ("5e-324", nil), ("1e-400", "0.0"), ("0e0", "0.0"),
        (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#), (#""\u0041\u00e9\u20AC""#, "\"Aé€\""),
        (#""\ud83d\ude00""#, "\"😀\""), (#""\u0000""#, #""\u0000""#), ("\"\u{7f}\u{2028}\"", nil),
        (#""\ud83d""#, "\"\u{fffd}\""), (#""\ude00x""#, "\"\u{fffd}x\""), (#""\ud83d\n""#, #""\#u{fffd}\n""#),
        (#""\ud83d\u0041""#, "\"\u{fffd}A\""), (#""\ud83d\ud83d\ude00""#, "\"\u{fffd}😀\""),
        (#"{"b":1,"a":2,"":3}"#, nil), ("\"\u{e9}e\u{301}\"", nil),
    ]

    @Test(arguments: accepted) func accepts(text: String, written: String?) throws {
        let value = try JSON(parsing: text)
        #expect(value.text == written ?? text)
        #expect(try JSON(parsing: value.text) == value)
        #expect(try JSON(parsing: value.prettyText) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:1}", "1 2", "[1]]", "+1", "-", "01", "-01", ".5",
        "1.", "1.e1", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "1e309", "-1e400", "\"", "\"\\", "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\u{1f}\"", "\"a", "// 1", "[1] // x", "\u{feff}1",
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "\u{a0}1", "\u{0}",
    ])
    func refuses(text: String) {
        let error = #expect(throws: StartError.self) { try JSON(parsing: text) }
        #expect(error?.code == .deserialization)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22], [0xFF],
            [0x22, 0x5C, 0xC3, 0xA9, 0x22],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        let error = #expect(throws: StartError.self) { try JSON(parsing: bytes) }
        #expect(error?.code == .deserialization)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")]) func nestingHasALimit(open: String, close: String) throws {
        func nested(_ levels: Int) -> String {
            String(repeating: open, count: levels - 1) + "[]" + String(repeating: close, count: levels - 1)
        }
        let deepest = nested(JSON.nestingLimit)
        #expect(try JSON(parsing: deepest).text == deepest)
        #expect(throws: StartError.self) { try JSON(parsing: nested(JSON.nestingLimit + 1)) }
        #expect(throws: StartError.self) { try JSON(parsing: String(repeating: open, count: 1_000_000)) }
    }

    @Test func everyPrefixAndEveryFlippedBitIsHandled() throws {
        let text = Array(#"{"a":[1,-2.5e3,"\u00e9\n",null,true],"é":{"b":false}}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: StartError.self) { try JSON(parsing: text[..<end]) }
        }
        for index in text.indices {
            for bit in 0..<8 as Range<UInt8> {
                var changed = text
                changed[index] ^= 1 << bit
                guard let value = try? JSON(parsing: changed) else { continue }
                #expect(try JSON(parsing: value.bytes) == value)
            }
        }
    }

    @Test func errorsNameThePlace() {
        let error = #expect(throws: StartError.self) { try JSON(parsing: "[1,x]") }
        #expect(error?.message == "Not valid JSON: a value is expected at byte 3.")
        let end = #expect(throws: StartError.self) { try JSON(parsing: "[1") }
        #expect(end?.message == "Not valid JSON: \",\" or \"]\" is expected at the end.")
    }

    @Test func equalityIgnoresOrderAlone() throws {
        #expect(try JSON(parsing: #"{"a":1,"b":2}"#) == JSON(parsing: #"{"b":2,"a":1}"#))
        #expect(try JSON(parsing: "1") != JSON(parsing: "1.0"))
        #expect(JSON.string("\u{e9}") != JSON.string("e\u{301}"))
        #expect(JSON.array([1, 2]) != JSON.array([2, 1]))
    }

    @Test func membersAreChangedInPlace() {
        var value: JSON = ["a": 1]
        value["b"] = 2
        value["a"] = nil
        #expect(value.text == #"{"b":2}"#)
        var scalar: JSON = 1
        scalar["x"] = true
        #expect(scalar.text == #"{"x":true}"#)
    }
}
