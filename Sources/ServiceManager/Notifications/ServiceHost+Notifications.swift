import Errors
import JSONValues
import Logging
import PatchDatabase
import ServerDocument
import SystemInterface

extension ServiceHost {
    /// Tells the person who owns the server. A failure to do so is only logged.
    func notify(_ level: Notification.Level, of package: String?, title: String, message: String) async {
        let notification = Notification(
            packageId: package, createdAt: time.now.description, level: level, title: title, message: message, data: nil
        )
        do {
            try await database.update { try $0.add(notification) }
        } catch {
            logger.error(
                "A notification cannot be kept",
                metadata: ["title": "\(title)", "error": "\(StartError(wrapping: error).debugText)"])
        }
    }
}

extension Transaction {
    /// How many notifications of one package, or of the server itself, are kept; the oldest go.
    private static var notificationLimit: Int { 1000 }

    /// Adds a notification under the next number, and counts it as unread.
    mutating func add(_ notification: Notification) throws {
        let place = Document.root.private.notifications
        let ids = (value(at: place.pointer)?.object?.keys.compactMap { Int($0) } ?? []).sorted()
        try set(notification, at: place[String((ids.last ?? -1) + 1)])
        let own = ids.filter { value(at: place[String($0)].pointer)?["packageId"]?.string == notification.packageId }
        for id in own.dropLast(Self.notificationLimit - 1) { try remove(place[String(id)]) }
        let unread = Document.root.server.unreadNotificationCount
        try set((try value(at: unread) ?? 0) + 1, at: unread)
    }
}
