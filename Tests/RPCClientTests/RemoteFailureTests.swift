import Errors
import JSONValues
import RPCClient
import Testing

@Suite struct RemoteFailureTests {
    @Test func keepsCodeTitleDetailsAndInformation() throws {
        let error = StartError(
            remote: [
                "code": 38, "message": "Ungültige Anfrage",
                "data": ["details": "which one?", "debug": "x", "info": [["id": "a"]]],
            ])
        #expect(error.code == .invalidRequest)
        #expect(error.message == "which one?")
        #expect(error.remoteFailure?.title == "Ungültige Anfrage")
        #expect(error.remoteFailure?.information == [["id": "a"]])
    }

    @Test func understandsPlainDataAndNone() {
        let plain = StartError(remote: ["code": -32602, "message": "Invalid params", "data": "id is missing"])
        #expect(plain.code == .invalidParameters)
        #expect(plain.message == "id is missing")
        let bare = StartError(remote: ["code": 999, "message": "Something new"])
        #expect(bare.code.rawValue == 999)
        #expect(bare.message == "Something new")
        #expect(bare.remoteFailure?.details == nil)
    }
}
