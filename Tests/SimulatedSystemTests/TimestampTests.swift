import SystemInterface
import Testing

@Suite("Times as text")
struct TimestampTests {
    @Test(
        "what is written is read",
        arguments: [
            0, 1, -1, 1_796_000_000_123_456, 951_782_400_000_000, -62_135_596_800_000_000, 253_402_300_799_999_999,
        ] as [Int64])
    func roundTrip(microseconds: Int64) {
        let time = Timestamp(microseconds: microseconds)
        #expect(Timestamp(rfc3339: time.description) == time)
    }

    @Test(
        "other forms of RFC 3339",
        arguments: [
            ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01t01:00:00.5+01:00", 500_000),
            ("1969-12-31 23:30:00-00:30", 0), ("1970-01-01T00:00:00.1234567Z", 123_456),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ] as [(String, Int64)])
    func forms(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "now", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-02-29T00:00:00Z",
            "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Z ",
            "1970-01-01T00:00:00+1:00", "１970-01-01T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
