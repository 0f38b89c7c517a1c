import Foundation
import JSONValues
import SystemPackage
import TestSupport
import Testing

extension BrowserTests {
    @Suite("Packages from this device")
    struct UploadTests {
        @Test("dropped on any page: a package is installed, what is none is refused in words")
        func dropped() async throws {
            try await ServerFixture.run("browser-drop") { server in
                try await setUp(server)
                let picture = server.slot.root.appending("holiday.jpeg")
                try Data("not a package".utf8).write(to: URL(fileURLWithPath: picture.string))
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    try await logIn(page, at: server)
                    try await page.open("\(server.address)/#/system")
                    try await page.find(element("log-out"))
                    try await page.drop([picture, try Prerequisites.package(exerciser)])
                    // Where the files arrive is where the page goes.
                    try await page.find(element("upload-failed"))
                    #expect(try await page.text(element("upload-failed")).contains("not an S9PK package"))
                    try await page.find(status(exerciser, "stopped"), within: .seconds(90))
                    try await page.wait(
                        for: "!document.querySelector('\(element("upload"))')", "nothing is on its way any more")
                    // The same package once more is refused with what to do about it, and the service stays.
                    try await page.drop([try Prerequisites.package(exerciser)])
                    let cards = "document.querySelectorAll('\(element("upload-failed"))')"
                    try await page.wait(for: "\(cards).length === 2", "the second refusal is told")
                    let words =
                        try await page.evaluate("[...\(cards)].map((card) => card.innerText).join()").string ?? ""
                    #expect(words.contains("is installed already. Remove it first"))
                    try await page.find(status(exerciser, "stopped"))
                    #expect(await page.problems() == [])
                }
            }
        }

        @Test("cancelling gives the line to the next file, and what broke off can be tried again")
        func cancelAndTryAgain() async throws {
            try await ServerFixture.run("browser-cancel") { server in
                try await Browser.run(in: server.slot.root) { browser in
                    let page = try await browser.page(.desktop)
                    let staged = try await StagedPage(page, address: "\(server.address)")
                    try await staged.show("services-upload")
                    #expect(try await page.text(element("upload-failed")).contains("did not answer"))
                    // The second file is being sent, the third waits; leaving now would break it off.
                    let asks =
                        "(() => { const event = new Event('beforeunload', { cancelable: true }); dispatchEvent(event); return event.defaultPrevented })()"
                    #expect(try await page.evaluate(asks).bool == true)
                    try await page.click("[aria-label^='Cancel installing second']")
                    try await page.wait(
                        for: "document.querySelectorAll('\(element("upload-failed"))').length === 2",
                        "the third file, which is no package, has had its turn")
                    try await page.click("\(element("upload-failed")) .card-foot button")
                    try await page.wait(
                        for: "document.querySelectorAll('\(element("upload"))').length === 1", "the first is sent again"
                    )
                    #expect(await page.problems() == [])
                }
            }
        }
    }
}
