import Errors
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface
import SystemPackage

/// Keeps the disk from running full: measures what services write, stops those that take too much, and keeps room for
/// the database.
package struct DiskGuard: Sendable {
    private let services: Services
    private let host: ServiceHost
    /// How long one measurement may take.
    private static let measuringDeadline = Duration.seconds(120)

    package init(_ services: Services) {
        self.services = services
        host = services.host
    }

    /// Watches until the task is cancelled.
    package func run() async {
        var watch = DiskWatch()
        var isLow = false
        while !Task.isCancelled {
            var pause = Duration.seconds(2)
            do {
                let awake = await awakeServices()
                var space = try host.files.space(at: host.directories.root)
                for service in watch.due(awake, space, at: host.time.uptime) {
                    await measure(service.id, &watch, space)
                }
                space = try host.files.space(at: host.directories.root)
                for verdict in watch.verdicts(awake, space) { await carryOut(verdict, space) }
                await warn(space, &isLow)
                pause = DiskWatch.pause(space, hasServices: !awake.isEmpty)
            } catch {
                host.logger.error("The disk cannot be watched", metadata: ["error": "\(error.debugText)"])
            }
            guard (try? await host.time.sleep(for: pause)) != nil else { return }
        }
    }

    private func awakeServices() async -> [DiskWatch.Service] {
        let packages = (try? host.database.value(at: Document.root.packages)) ?? nil
        var awake: [DiskWatch.Service] = []
        for service in host.directory.all where await service.hasContainer {
            awake.append(DiskWatch.Service(id: service.id, limit: packages?[service.id]?.limits?.disk))
        }
        return awake
    }

    private func measure(_ id: String, _ watch: inout DiskWatch, _ space: FileSystemSpace) async {
        let start = host.time.uptime
        let bytes = await bytes(of: id)
        let end = host.time.uptime
        watch.measured(id, bytes: bytes, space, at: end, took: end - start)
        if let bytes { await host.directory[id]?.setDiskUsage(bytes) }
    }

    /// What a service has written: its volumes and logs, and what it changed in its container.
    ///
    /// `du` gets through any tree that a container can make, counts a file with two names once, and can be ended.
    private func bytes(of id: String) async -> Int64? {
        let container = host.directories.containers.appending(id)
        let places = [
            host.directories.service(id).root, container.appending("upper"), container.appending("scratch"),
        ].filter { (try? host.files.exists($0)) == true }
        let arguments = ["-n", "19", "du", "--summarize", "--one-file-system", "--block-size=1", "--"]
        do {
            let result = try await withDeadline(Self.measuringDeadline, host.time, "Measuring \(id) took too long.") {
                try await host.processes.run(Command("nice", arguments + places.map(\.string)))
            }
            // Files that went meanwhile make it complain and end with 1; the sums are there all the same.
            return result.outputText.split(separator: "\n").reduce(into: Int64?.none) { sum, line in
                if let bytes = line.split(separator: "\t").first.flatMap({ Int64($0) }) { sum = (sum ?? 0) + bytes }
            }
        } catch {
            host.logger.warning(
                "What a service has written cannot be measured",
                metadata: ["package": "\(id)", "error": "\(StartError(wrapping: error).debugText)"])
            return nil
        }
    }

    private func carryOut(_ verdict: DiskWatch.Verdict, _ space: FileSystemSpace) async {
        switch verdict {
        case .overLimit(let id, let bytes, let limit):
            await stop(id) { title in
                "\(title) was stopped: it has written \(Bytes(bytes)), more than its limit of \(Bytes(limit)). Remove"
                    + " something, or give it more room."
            }
        case .noRoom(let id, let growth):
            await stop(id) { title in
                "\(title) was stopped: the disk has only \(Bytes(space.available)) left, and \(title) wrote"
                    + " \(Bytes(growth)) in the last minutes. Make room before you start it again."
            }
        case .kill(let id):
            host.logger.warning("A service goes on filling the disk and is ended", metadata: ["package": "\(id)"])
            host.directory[id]?.report(.exited("It went on filling the disk."))
        }
    }

    /// Stops a service on the server's own account, and says why.
    private func stop(_ id: String, _ reason: (_ title: String) -> String) async {
        guard let service = host.directory[id] else { return }
        let text = reason(service.title)
        host.logger.warning("\(text)")
        do {
            let place = service.entry.statusInfo
            try await host.database.update { transaction in
                guard try transaction.value(at: place) != nil else { return }
                try transaction.modify(place) { status in
                    status.desired = status.desired.afterStop
                    status.health = [:]
                    status.retry = nil
                    status.error = ErrorInfo(details: text, debug: text)
                }
            }
        } catch {
            host.logger.error(
                "A service that fills the disk cannot be stopped",
                metadata: ["package": "\(id)", "error": "\(StartError(wrapping: error).debugText)"])
            service.report(.exited(text))
        }
        await host.notify(.error, of: id, title: "Disk space", message: text)
    }

    /// Tells once when the disk gets full, and makes provision again when it no longer is.
    private func warn(_ space: FileSystemSpace, _ isLow: inout Bool) async {
        if isLow, DiskWatch.isComfortable(space) {
            isLow = false
            do {
                try host.database.fillReserve()
            } catch {
                host.logger.warning("The reserve of the database stays spent", metadata: ["error": "\(error)"])
            }
        } else if !isLow, space.available < DiskWatch.floor(total: space.total) {
            isLow = true
            let text = "The disk has only \(Bytes(space.available)) left. Remove what you do not need."
            host.logger.warning("\(text)")
            await host.notify(.warning, of: nil, title: "Disk space", message: text)
        }
    }
}

extension ServiceHost {
    /// Makes sure that `bytes` can be written and room stays for what must not fail.
    ///
    /// - Throws: `filesystem` with how much is missing.
    func requireRoom(for bytes: Int64) throws(StartError) {
        let space = try files.space(at: directories.root)
        let missing = bytes - (space.available - DiskWatch.floor(total: space.total))
        guard missing > 0 else { return }
        throw StartError(
            .filesystem,
            "There is not enough room on the disk: \(Bytes(missing)) are missing. Remove what you do not need.",
            cause: Errno.noSpace)
    }
}
