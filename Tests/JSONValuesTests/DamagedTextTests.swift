import Errors
import JSONValues
import SimulatedSystem
import Testing

@Suite("Damaged JSON", .timeLimit(.minutes(2)))
struct DamagedTextTests {
    private static let texts: [String] = [
        #"{"jsonrpc":"2.0","id":1,"method":"package.start","params":{"id":"abi-exerciser","force":null}}"#,
        #"[{"a":[1,-2.5e10,true,false,null,"\u00e4\ud83d\ude00\n"]},[[[[{}]]]],"ä😀",18446744073709551615]"#,
        #"{"op":"add","path":"/a~1b/0","value":{"deep":{"deep":{"deep":[[],[[]]]}}}}"#,
    ]

    @Test(
        "is refused, or read as something that is written and read again as the same", arguments: 0..<4 as Range<UInt64>
    )
    func neverMoreThanAnError(_ seed: UInt64) throws {
        var mutator = Mutator(seed: seed)
        var (read, refused) = (0, 0)
        for text in Self.texts {
            let bytes = Array(text.utf8)
            for _ in 0..<1500 {
                guard let value = try? JSON(parsing: mutator.damaged(bytes)) else {
                    refused += 1
                    continue
                }
                read += 1
                #expect(try JSON(parsing: value.bytes) == value)
                _ = try? JSONPointer(parsing: value["path"]?.string ?? "")
            }
        }
        // Both must happen, else the damage is of no use.
        #expect(read > 50)
        #expect(refused > 500)
    }
}
