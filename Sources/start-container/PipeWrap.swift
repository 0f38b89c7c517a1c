import CStartContainer
import Glibc

/// `pipe-wrap`: gives a program real pipes as output, which it can open by path, and relays them.
struct PipeWrap {
    let command: [String]

    func run() throws(Failure) -> Int32 {
        guard !command.isEmpty else {
            throw Failure(.invalidRequest, "invalid command line", "the command is missing")
        }
        let supervision = try Supervision()
        let output = try Pipe()
        let errors = try Pipe()
        var program = Program(command: command)
        program.environment = Environment.inherited().assignments
        program.output = output.writeEnd
        program.errors = errors.writeEnd
        let child = try program.start()
        let targets = [output.readEnd: Int32(1), errors.readEnd: 2]
        let status = supervision.wait(for: child, watching: [output.readEnd, errors.readEnd]) { source in
            let count = Self.copy(from: source, to: targets[source] ?? 2)
            return count > 0 || (count < 0 && errno == EAGAIN)
        }
        for (source, target) in targets {
            while Self.copy(from: source, to: target) > 0 {}
        }
        return start_ending_signal(status) == 0 ? start_exit_code(status) : 1
    }

    private static func copy(from source: Int32, to target: Int32) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 1) { buffer in
            let count = read(source, buffer.baseAddress, buffer.count)
            if count > 0 { _ = writeFully(target, UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            return count
        }
    }
}

/// A pipe whose reading end never blocks.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws(Failure) {
        var ends: (Int32, Int32) = (-1, -1)
        guard start_pipe(&ends.0, &ends.1) == 0 else { throw .system("cannot create a pipe", "pipe", .container) }
        (readEnd, writeEnd) = ends
    }
}
