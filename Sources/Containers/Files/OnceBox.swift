import Synchronization

/// Hands a descriptor to a closure that runs once.
final class OnceBox: Sendable {
    private let value: Mutex<CInt>

    init(_ descriptor: consuming Descriptor) {
        value = Mutex(descriptor.take())
    }

    deinit {
        _ = take()
    }

    func take() -> Descriptor? {
        let raw = value.withLock { value in
            let raw = value
            value = -1
            return raw
        }
        return raw < 0 ? nil : Descriptor(owning: raw)
    }
}
