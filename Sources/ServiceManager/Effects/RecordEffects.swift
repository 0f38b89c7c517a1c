import Errors
import JSONValues
import PatchDatabase
import ServerDocument
import SystemInterface

/// Data version, progress, notifications, server settings.
extension ServiceEffects {
    static let recordHandlers: [String: Handler] = [
        "set-data-version": { effects, call in
            guard let version = call.parameters["version"], version.isNull || version.string != nil else {
                throw StartError(.invalidParameters, "params.version must be a string or null.")
            }
            try effects.service.setDataVersion(version.string)
            return .null
        },
        "get-data-version": { effects, _ in JSON(try effects.service.dataVersion()) },
        "set-init-progress": { effects, call in
            let update: ProgressUpdate = try call.decoded()
            await effects.service.setInitProgress(update.progress)
            return .null
        },
        // Nobody watches a backup yet: backups are a part of their own.
        "set-backup-progress": { _, _ in .null },
        "notification.create": createNotification,
        "get-system-smtp": { _, _ in .null },
    ]

    private struct ProgressUpdate: Codable, Sendable {
        var progress: Progress
    }

    private struct NewNotification: Codable, Sendable {
        var level: Notification.Level
        var title: String
        var message: String
        var data: JSON?
    }

    private static let createNotification: Handler = { effects, call in
        let new: NewNotification = try call.decoded()
        guard JSON.object(call.parameters).bytes.count <= 65_536 else {
            throw StartError(.invalidParameters, "A notification is longer than 65536 bytes.")
        }
        let now = effects.host.time.now.description
        let notification = Notification(
            packageId: effects.package, createdAt: now, level: new.level, title: new.title, message: new.message,
            data: new.data)
        return try await effects.update(call) { transaction in
            try transaction.add(notification)
            return .null
        }
    }
}
