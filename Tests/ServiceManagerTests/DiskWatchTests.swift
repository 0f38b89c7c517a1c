@testable import ServiceManager
import SystemInterface
import Testing

@Suite("Watching the disk")
struct DiskWatchTests {
    static let mebibyte = Int64(1 << 20)
    static let gibibyte = Int64(1 << 30)

    private func space(_ available: Int64, total: Int64 = 100 * gibibyte) -> FileSystemSpace {
        FileSystemSpace(total: total, available: available, free: available)
    }

    /// Measures services at a moment of plenty.
    private func measured(_ bytes: [String: Int64], at uptime: Int) -> DiskWatch {
        var watch = DiskWatch()
        for (id, bytes) in bytes {
            watch.measured(id, bytes: bytes, space(50 * Self.gibibyte), at: .seconds(uptime), took: .milliseconds(10))
        }
        return watch
    }

    @Test("the floor is a twentieth, within bounds")
    func floor() {
        #expect(DiskWatch.floor(total: 200 * Self.mebibyte) == 32 * Self.mebibyte)
        #expect(DiskWatch.floor(total: 10 * Self.gibibyte) == 512 * Self.mebibyte)
        #expect(DiskWatch.floor(total: 4000 * Self.gibibyte) == Self.gibibyte)
    }

    @Test("who was never measured is; then only who may have written enough to matter, and not for ever measuring")
    func due() {
        let free = DiskWatch.Service(id: "free")
        let limited = DiskWatch.Service(id: "limited", limit: 300 * Self.mebibyte)
        var watch = DiskWatch()
        let start = space(50 * Self.gibibyte)
        #expect(watch.due([free, limited], start, at: .seconds(0)) == [free, limited])
        watch.measured("free", bytes: 0, start, at: .seconds(0), took: .seconds(1))
        watch.measured("limited", bytes: 100 * Self.mebibyte, start, at: .seconds(0), took: .milliseconds(1))
        #expect(watch.due([free, limited], start, at: .seconds(2000)) == [], "nothing was written")
        let half = space(50 * Self.gibibyte - 100 * Self.mebibyte)
        #expect(watch.due([free, limited], half, at: .milliseconds(500)) == [], "just measured")
        #expect(watch.due([free, limited], half, at: .seconds(2)) == [limited], "half of its room may be gone")
        let much = space(48 * Self.gibibyte)
        #expect(watch.due([free, limited], much, at: .seconds(9)) == [limited], "measuring it took a second")
        #expect(watch.due([free, limited], much, at: .seconds(10)) == [free, limited])
        let little = space(50 * Self.gibibyte - 2 * Self.mebibyte)
        #expect(watch.due([free], little, at: .seconds(299)) == [])
        #expect(watch.due([free], little, at: .seconds(300)) == [free], "once in a while, if anything changed")
    }

    @Test("a service that grows beyond its limit is stopped once, and ended when it goes on")
    func limit() {
        let service = DiskWatch.Service(id: "a", limit: 100 * Self.mebibyte)
        let plenty = space(50 * Self.gibibyte)
        var watch = measured(["a": 99 * Self.mebibyte], at: 0)
        #expect(watch.verdicts([service], plenty) == [])
        watch.measured("a", bytes: 101 * Self.mebibyte, plenty, at: .seconds(5), took: .zero)
        let verdict = DiskWatch.Verdict.overLimit("a", bytes: 101 * Self.mebibyte, limit: 100 * Self.mebibyte)
        #expect(watch.verdicts([service], plenty) == [verdict])
        #expect(watch.verdicts([service], plenty) == [])
        watch.measured("a", bytes: 126 * Self.mebibyte, plenty, at: .seconds(6), took: .zero)
        #expect(watch.verdicts([service], plenty) == [.kill("a")])
    }

    @Test("one that comes up with too much may run but not grow")
    func beyondFromTheStart() {
        let service = DiskWatch.Service(id: "a", limit: 100 * Self.mebibyte)
        let plenty = space(50 * Self.gibibyte)
        var watch = measured(["a": 150 * Self.mebibyte], at: 0)
        #expect(watch.verdicts([service], plenty) == [])
        watch.measured("a", bytes: 149 * Self.mebibyte, plenty, at: .seconds(5), took: .zero)
        #expect(watch.verdicts([service], plenty) == [])
        watch.measured("a", bytes: 152 * Self.mebibyte, plenty, at: .seconds(9), took: .zero)
        #expect(watch.verdicts([service], plenty).count == 1)
        // Stopped and started again: what it has now counts.
        _ = watch.due([], plenty, at: .seconds(20))
        #expect(watch.due([service], plenty, at: .seconds(30)) == [service])
        watch.measured("a", bytes: 152 * Self.mebibyte, plenty, at: .seconds(30), took: .zero)
        #expect(watch.verdicts([service], plenty) == [])
    }

    @Test("without room the one that grew most is stopped, the next only if the room goes on shrinking")
    func noRoom() {
        let services = ["a", "b", "c"].map { DiskWatch.Service(id: $0) }
        var watch = measured(["a": 10 * Self.gibibyte, "b": Self.gibibyte, "c": 5], at: 0)
        func measure(_ growth: [String: Int64], _ available: Int64, _ uptime: Int) {
            for (id, bytes) in growth {
                watch.measured(id, bytes: bytes, space(available), at: .seconds(uptime), took: .zero)
            }
        }
        let low = 1000 * Self.mebibyte
        measure(["a": 10 * Self.gibibyte + 5, "b": 3 * Self.gibibyte, "c": 5], low, 20)
        #expect(watch.verdicts(services, space(2000 * Self.mebibyte)) == [], "there is room")
        #expect(watch.verdicts(services, space(low)) == [.noRoom("b", growth: 2 * Self.gibibyte)])
        #expect(watch.verdicts(services, space(low - Self.mebibyte)) == [], "first it is seen whether that was it")
        // Still falling, with b on its way out.
        #expect(watch.verdicts(services, space(800 * Self.mebibyte)) == [.noRoom("a", growth: 5)])
        #expect(watch.verdicts(services, space(600 * Self.mebibyte)) == [], "c did not grow")
        // Almost nothing left: who was told to stop is ended.
        #expect(watch.verdicts(services, space(200 * Self.mebibyte)) == [.kill("a"), .kill("b")])
    }

    @Test("growth long ago is forgiven")
    func window() {
        let services = ["a", "b"].map { DiskWatch.Service(id: $0) }
        var watch = measured(["a": 0, "b": 0], at: 0)
        for (id, bytes, uptime) in [
            ("a", 9 * Self.gibibyte, 10), ("a", 9 * Self.gibibyte, 700), ("b", Self.mebibyte, 700),
        ] {
            watch.measured(id, bytes: bytes, space(1), at: .seconds(uptime), took: .zero)
        }
        watch.measured("b", bytes: 2 * Self.mebibyte, space(1), at: .seconds(701), took: .zero)
        #expect(watch.verdicts(services, space(900 * Self.mebibyte)) == [.noRoom("b", growth: Self.mebibyte)])
    }

    @Test("one that cannot be measured is not tried again at once")
    func unmeasurable() {
        let service = DiskWatch.Service(id: "a")
        var watch = DiskWatch()
        watch.measured("a", bytes: nil, space(Self.gibibyte * 50), at: .seconds(0), took: .seconds(120))
        #expect(watch.due([service], space(Self.gibibyte * 40), at: .seconds(1199)) == [])
        #expect(watch.due([service], space(Self.gibibyte * 40), at: .seconds(1200)) == [service])
    }

    @Test(
        "numbers of bytes for people",
        arguments: [
            (0, "0 bytes"), (1023, "1023 bytes"), (1 << 20, "1 MiB"), (512 << 20, "512 MiB"),
            (1_610_612_736, "1.5 GiB"),
            (1 << 50, "1024 TiB"), (200 << 30 | 1 << 29, "200 GiB"),
        ] as [(Int64, String)])
    func bytes(_ row: (count: Int64, text: String)) {
        #expect(Bytes(row.count).description == row.text)
    }
}
