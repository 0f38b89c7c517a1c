import Dispatch
import Errors

/// Runs blocking system calls on a thread of their own, so that the cooperative pool goes on.
func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws(StartError) -> Result
) async throws(StartError) -> Result {
    let result = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            do throws(StartError) {
                continuation.resume(returning: Swift.Result<Result, StartError>.success(try body()))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
