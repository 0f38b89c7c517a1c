import Errors
import Testing

@testable import ServiceDescriptions

@Suite("Mistakes in service.yaml")
struct MistakeTests {
    @Test("the description that the others are made from has none")
    func base() throws {
        #expect(MistakeCase.all.count > 60)
        _ = try ServiceDescription(parsing: MistakeCase.base)
    }

    @Test("are reported with place, advice and line", arguments: MistakeCase.all)
    func report(_ mistake: MistakeCase) {
        #expect(mistake.text != MistakeCase.base)
        let found = ServiceDescription.check(mistake.text).mistakes
        #expect(found.report(file: "service.yaml", text: mistake.text) == mistake.report)
    }

    @Test("end the reading with one error that holds them all")
    func error() {
        let text = MistakeCase.base.replacing("title: Hello", with: "titel: Hello")
        #expect {
            try ServiceDescription(parsing: text, file: "packages/hello/service.yaml")
        } throws: { error in
            guard let error = error as? StartError else { return false }
            return error.code == .pack && error.message.hasPrefix("packages/hello/service.yaml has 2 mistakes.\n")
        }
    }
}
