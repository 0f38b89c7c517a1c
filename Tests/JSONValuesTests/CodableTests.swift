import Errors
import JSONValues
import Testing

@Suite struct CodableTests {
    struct Inner: Codable, Equatable {
        var id: UInt64
        var note: String?
    }

    enum Mode: String, Codable {
        case fast, slow
    }

    struct Outer: Codable, Equatable {
        var zeta: Int
        var alpha: [Inner]
        var mode: Mode
        var extra: JSON
        var ports: [String: UInt16]
        var ratio: Double
        var on: Bool
    }

    let outer = Outer(
        zeta: .min, alpha: [Inner(id: .max, note: nil), Inner(id: 1, note: "x")], mode: .slow,
        extra: ["z": [1, 1.0, nil], "a": .unsigned(.max)], ports: ["b": 2, "a": 1], ratio: 0.1, on: true)

    @Test func keepsOrderAndEveryValue() throws {
        let json = try JSON(encoding: outer)
        #expect(
            json.text == """
                {"zeta":-9223372036854775808,"alpha":[{"id":18446744073709551615,"note":null},{"id":1,"note":"x"}],"mode":"slow",\
                "extra":{"z":[1,1.0,null],"a":18446744073709551615},"ports":{"a":1,"b":2},"ratio":0.1,"on":true}
                """)
        #expect(try json.decoded(as: Outer.self) == outer)
    }

    @Test func plainValues() throws {
        #expect(try JSON(encoding: 5) == 5)
        #expect(try JSON(encoding: UInt64.max) == .unsigned(.max))
        #expect(try JSON(encoding: String?.none) == .null)
        #expect(try JSON(encoding: [1, nil, 3]) == [1, nil, 3])
        #expect(try JSON.null.decoded(as: Int?.self) == nil)
        #expect(try JSON.array([1, nil]).decoded(as: [Int?].self) == [1, nil])
        #expect(try JSON.number(3).decoded(as: Int.self) == 3)
        #expect(try JSON.unsigned(.max).decoded(as: UInt64.self) == .max)
        #expect(try JSON.null.decoded(as: JSON.self) == .null)
    }

    struct Optionals: Codable, Equatable {
        var bool: Bool?
        var string: String?
        var integer: Int?
        var port: UInt16?
        var double: Double?
        var mode: Mode?
        var inner: Inner?
        var list: [Int]?
        var map: [String: Int]?
        var json: JSON?
    }

    @Test func absentValuesAreNull() throws {
        let json = try JSON(encoding: Optionals())
        let names = ["bool", "string", "integer", "port", "double", "mode", "inner", "list", "map", "json"]
        #expect(json.object?.keys.elements == names)
        #expect(json.object?.values.allSatisfy(\.isNull) == true)
        #expect(try json.decoded(as: Optionals.self) == Optionals())
        #expect(try JSON.object([:]).decoded(as: Optionals.self) == Optionals())
        let full = Optionals(bool: true, string: "", integer: 1, port: 2, double: 3, mode: .fast, inner: Inner(id: 1))
        #expect(try JSON(encoding: full).decoded(as: Optionals.self) == full)
    }

    @Test func orderedMapsAreObjects() throws {
        let map: OrderedDictionary<String, Inner> = ["z": Inner(id: 1), "a": Inner(id: 2)]
        let json = try JSON(encoding: map)
        #expect(json.text == #"{"z":{"id":1,"note":null},"a":{"id":2,"note":null}}"#)
        #expect(try json.decoded(as: OrderedDictionary<String, Inner>.self) == map)
        #expect(try json.decoded(as: JSONObject.self) == json.object)
    }

    @Test(arguments: [
        (#"{"zeta":1}"#, "`params.alpha` is missing"),
        (#"{"zeta":"1"}"#, "`params.zeta`: an integer from"),
        (#"{"zeta":1,"alpha":[{"id":1},{"id":-1}]}"#, "`params.alpha[1].id`: an integer from 0 to"),
        (#"{"zeta":1,"alpha":[{"id":1,"note":4}]}"#, "`params.alpha[0].note`: a string is expected, not the number 4."),
        (#"{"zeta":1,"alpha":[],"mode":"x"}"#, "`params.mode`"),
        (#"[]"#, "`params`: an object is expected, not an array."),
    ])
    func errorsNameThePlace(text: String, expected: String) throws {
        let json = try JSON(parsing: text)
        let error = try #require(throws: StartError.self) { try json.decoded(as: Outer.self, name: "params") }
        #expect(error.code == .deserialization)
        #expect(error.message.hasPrefix(expected), "\(error.message)")
    }

    struct Checked: Codable {
        init(from decoder: any Decoder) throws {
            throw StartError(.invalidIdentifier, "No good.")
        }
        func encode(to encoder: any Encoder) throws {}
    }

    @Test func ownErrorsKeepTheirCode() throws {
        let json: JSON = ["a": ["b": 1]]
        let error = try #require(throws: StartError.self) { try json.decoded(as: [String: [String: Checked]].self) }
        #expect(error.code == .invalidIdentifier)
        #expect(error.message == "`a.b`: No good.")
    }

    @Test func infiniteNumbersAreRefused() throws {
        let error = try #require(throws: StartError.self) { try JSON(encoding: ["x": Double.infinity]) }
        #expect(error.code == .serialization)
        #expect(error.message.hasPrefix("`x`"))
    }
}
