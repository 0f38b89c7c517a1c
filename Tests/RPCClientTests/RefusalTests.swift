import Errors
import Testing

@testable import RPCClient

@Suite("What a server says about an upload that it refuses")
struct RefusalTests {
    @Test func theErrorInTheBodyIsTheError() throws {
        let body =
            #"{"error":{"code":31,"message":"Invalid Signature","data":{"details":"no","debug":"no","info":null}}}"#
        let error = try #require(StartError(refusal: Array(body.utf8)))
        #expect(error.code == .invalidSignature)
        #expect(error.message == "no")
        #expect(error.remoteFailure?.title == "Invalid Signature")
    }

    @Test(arguments: ["", "no", "{}", "[]", #"{"error":null}"#]) func otherBodiesAreNone(_ body: String) {
        #expect(StartError(refusal: Array(body.utf8))?.code == nil)
    }
}
