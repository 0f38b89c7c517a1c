import HTTPTypes
import HummingbirdCore
import LiveSystem
import SystemInterface
import SystemPackage
import Testing

@testable import RPCServer

@Suite struct StaticSiteTests {
    private let site: StaticSite = {
        var site = StaticSite()
        site.add(Array("<page>".utf8), at: "/index.html")
        site.add(Array("script".utf8), at: "/assets/app-3F2KQ7ZL.js")
        return site
    }()

    private func request(
        _ path: String, _ method: HTTPRequest.Method = .get, _ fields: HTTPFields = [:]
    ) -> (status: Int, headers: HTTPFields, length: Int?) {
        let head = HTTPRequest(method: method, scheme: "https", authority: "a", path: path, headerFields: fields)
        let response = site.response(to: head, path: path)
        return (response.status.code, response.headers, response.body.contentLength)
    }

    @Test func unknownPathsAreThePage() {
        for path in ["/", "/index.html", "/services/x", "/../../etc/passwd", "", "/assets/missing-3F2KQ7ZL.js"] {
            let answer = request(path)
            #expect(answer.status == 200)
            #expect(answer.length == 6)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.cacheControl] == "no-cache")
        }
    }

    @Test func namesWithAHashAreKeptForGood() {
        #expect(request("/assets/app-3F2KQ7ZL.js").headers[.cacheControl] == "public, max-age=31536000, immutable")
        for path in ["/style.5d41402abc4b2a76.css", "/a-ABCDEFGH.js"] { #expect(StaticSite.isNamedByContent(path)) }
        for path in ["/app.js", "/my-component.js", "/a-facade.js", "/index.html", "/x-12.js", "/"] {
            #expect(!StaticSite.isNamedByContent(path))
        }
    }

    @Test func aKnownTagAnswers304() throws {
        let tag = try #require(request("/").headers[.eTag])
        #expect(request("/", .get, [.ifNoneMatch: tag]).status == 304)
        #expect(request("/", .get, [.ifNoneMatch: "\"x\", W/\(tag)"]).status == 304)
        #expect(request("/", .get, [.ifNoneMatch: "\"x\""]).status == 200)
    }

    @Test func headHasNoBodyAndOtherMethodsAreRefused() {
        let head = request("/", .head)
        #expect(head.headers[.contentLength] == "6")
        #expect(head.length == 0)
        #expect(request("/", .post).status == 405)
        #expect(request("/", .post).headers[.allow] == "GET, HEAD")
    }

    @Test func compressedFormsAreChosenByTheBrowser() throws {
        let directory = FilePath("/tmp/startos-site-\(LiveRandomSource().bytes(8).map { String($0) }.joined())")
        let files = LiveFileSystem()
        try files.createDirectory(directory.appending("sub"), permissions: .ownerReadWriteExecute)
        defer { try? files.removeTree(directory) }
        for (name, text) in [("index.html", "plain text"), ("index.html.br", "br"), ("index.html.gz", "gzip")] {
            try files.replaceFile(directory.appending(name), with: Array(text.utf8))
        }
        try files.replaceFile(directory.appending("sub/alone.gz"), with: [1])
        let site = try StaticSite(readingFrom: directory, of: files)
        #expect(site.files.keys.sorted() == ["/index.html", "/sub/alone.gz"])
        func encoding(_ accepted: String) -> (String?, Int?, String?) {
            let head = HTTPRequest(
                method: .get, scheme: "https", authority: "a", path: "/", headerFields: [.acceptEncoding: accepted])
            let response = site.response(to: head, path: "/")
            return (response.headers[.contentEncoding], response.body.contentLength, response.headers[.eTag])
        }
        #expect(encoding("gzip, deflate, br").0 == "br")
        #expect(encoding("gzip, deflate, br").1 == 2)
        #expect(encoding("gzip, br;q=0").0 == "gzip")
        #expect(encoding("identity").0 == nil)
        #expect(encoding("identity").1 == 10)
        #expect(Set([encoding("br").2, encoding("gzip").2, encoding("").2]).count == 3)
    }
}
