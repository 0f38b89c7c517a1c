import Containers
import Errors
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface

/// Services that use more memory than there is for them.
extension InstalledService {
    /// At most one notification in this time.
    private static let noticePeriod = Duration.seconds(600)
    /// How long after a want of memory the end of a container is put down to it.
    private static let consequence = Duration.seconds(5)

    /// Tells of every process that the kernel ends for want of memory. Ends with the task.
    func watchMemory(of container: any Container) async {
        let shortages: AsyncStream<Void>
        do {
            shortages = try await container.memoryShortages()
        } catch {
            logger.warning("Want of memory will go unnoticed", metadata: ["error": "\(error.debugText)"])
            return
        }
        var known = await container.memoryKills() ?? 0
        for await _ in shortages {
            // The end of the group is told like a want of memory.
            guard await container.memoryKills() != nil else { continue }
            lastShortage = host.time.uptime
            // The kernel may tell before it ends a process.
            for _ in 0..<20 {
                if let kills = await container.memoryKills(), kills > known {
                    known = kills
                    await tellOfShortage()
                    break
                }
                guard (try? await host.time.sleep(for: .milliseconds(50))) != nil else { return }
            }
        }
    }

    /// Why the container ended, if that is known to be want of memory.
    func memoryReason() -> String? {
        guard let lastShortage, host.time.uptime - lastShortage < Self.consequence else { return nil }
        return shortageText
    }

    private var shortageText: String {
        guard let limit = ((try? host.database.value(at: entry.limits)) ?? nil)??.memory else {
            return "The machine ran out of memory, and the system ended one of \(title)'s programs."
        }
        return "\(title) used more memory than its limit of \(Bytes(limit)), and the system ended one of its programs."
    }

    private func tellOfShortage() async {
        let text = shortageText
        logger.warning("\(text)")
        report(.troubled(text))
        let now = host.time.uptime
        if let lastNotice, now - lastNotice < Self.noticePeriod { return }
        lastNotice = now
        await host.notify(.warning, of: id, title: "Out of memory", message: text)
    }
}
