import Dispatch
import Errors
import Foundation
import Glibc
import Synchronization
package import SystemPackage

/// A program that runs until it is told to end, with its output in a file.
package final class DaemonProcess: Sendable {
    package let processIdentifier: Int32
    package let log: FilePath

    private let ending = Ending()
    /// Kept alive while it runs.
    private let process: Process

    /// - Parameter log: Output is appended to this file.
    package init(_ program: FilePath, _ arguments: [String], environment: [String: String]? = nil, log: FilePath) throws
    {
        let descriptor = try FileDescriptor.open(
            log, .writeOnly, options: [.append, .create], permissions: [.ownerReadWrite])
        let file = FileHandle(fileDescriptor: descriptor.rawValue, closeOnDealloc: true)
        process = Process()
        process.executableURL = URL(fileURLWithPath: program.string)
        process.arguments = arguments
        if let environment { process.environment = environment }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        process.terminationHandler = { [ending] process in
            let isSignal = process.terminationReason == .uncaughtSignal
            ending.finish(isSignal ? 128 + process.terminationStatus : process.terminationStatus)
        }
        try process.run()
        processIdentifier = process.processIdentifier
        self.log = log
    }

    /// Returns the exit status, 128 + n after signal n, once it has ended.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    package func end() async throws -> Int32 {
        let (statuses, input) = AsyncStream<Int32>.makeStream()
        ending.whenOver { status in
            input.yield(status)
            input.finish()
        }
        for await status in statuses { return status }
        throw CancellationError()
    }

    /// Sends a signal; nothing happens when it has ended already.
    package func signal(_ signal: Int32) {
        if !ending.isOver { kill(processIdentifier, signal) }
    }

    /// The last lines of what it wrote.
    package var lastWords: String {
        let text = (try? String(contentsOfFile: log.string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(25).joined(separator: "\n")
    }
}

/// The one ending of a process, for any number of observers.
private final class Ending: Sendable {
    private struct State {
        var status: Int32?
        var observers: [@Sendable (Int32) -> Void] = []
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.status != nil } }

    func finish(_ status: Int32) {
        let observers = state.withLock { state in
            state.status = status
            defer { state.observers = [] }
            return state.observers
        }
        for observer in observers { observer(status) }
    }

    /// Calls `observer` once, at once when it is over already.
    func whenOver(_ observer: @escaping @Sendable (Int32) -> Void) {
        let status = state.withLock { state in
            if state.status == nil { state.observers.append(observer) }
            return state.status
        }
        if let status { observer(status) }
    }
}
