import CStartContainer
import Glibc

/// The environment of a program: ours, then the files, then single variables.
struct Environment {
    /// What programs are looked up in when nobody says otherwise.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    private var names: [String] = []
    private var values: [String: String] = [:]

    /// The environment of this process.
    static func inherited() -> Environment {
        var environment = Environment()
        var entry = environ
        while let text = entry.pointee {
            _ = environment.set(assignment: String(cString: text))
            entry += 1
        }
        return environment
    }

    subscript(name: String) -> String? {
        get { values[name] }
        set {
            if values[name] == nil && newValue != nil { names.append(name) }
            if newValue == nil { names.removeAll { $0 == name } }
            values[name] = newValue
        }
    }

    /// False when the text has no `=`, or no name before it.
    mutating func set(assignment: String) -> Bool {
        guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else { return false }
        self[String(assignment[..<equals])] = String(assignment[assignment.index(after: equals)...])
        return true
    }

    mutating func apply(_ options: SubcontainerOptions) throws(Failure) {
        for path in options.environmentFiles {
            guard let content = try Descriptor(opening: path, O_RDONLY).readAll() else {
                throw .system("cannot read", path)
            }
            for line in lines(of: content) where !set(assignment: line) {
                printError("start-container: warning: \(path): no '=' in '\(line)', skipped")
            }
        }
        for variable in options.variables where !set(assignment: variable) {
            printError("start-container: warning: no '=' in variable '\(variable)', skipped")
        }
    }

    var assignments: [String] { names.map { "\($0)=\(values[$0] ?? "")" } }
}
