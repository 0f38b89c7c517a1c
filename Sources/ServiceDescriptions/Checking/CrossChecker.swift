import JSONValues

/// What holds between the parts of a description: names that are used are defined, daemons do not wait for each other,
/// ports are not taken twice …
struct CrossChecker {
    let service: JSON
    let places: Places
    private(set) var mistakes: [Mistake] = []

    init(_ service: JSON, _ places: Places) {
        self.service = service
        self.places = places
    }

    mutating func run() {
        lookUpReferences()
        checkTemplates()
        checkVolumes()
        checkImages()
        checkCycles()
        checkReadiness()
        checkPorts()
        checkSettings()
        checkActions()
        checkDependencies()
    }

    private mutating func note(_ place: Place, _ message: String) {
        mistakes.append(Mistake(at: place, message))
    }

    private func members(_ key: String) -> JSONObject {
        service[key]?.object ?? [:]
    }

    private mutating func lookUp(_ name: String, _ definition: Definition, _ place: Place) {
        let known = members(definition.key).keys
        guard !known.contains(name) else { return }
        // A member that was left out for its own mistakes is defined all the same.
        guard places.keys[[definition.key, name]] == nil else { return }
        let advice =
            CloseWords.nearest(to: name, in: known).map { "; did you mean `\($0)`?" }
            ?? (known.isEmpty
                ? "; define it under `\(definition.key)`"
                : "; there \(known.count == 1 ? "is" : "are") \(known.map { "`\($0)`" }.joined(separator: ", "))")
        note(place, "there is no \(definition.rawValue) `\(name)`\(advice)")
    }

    private mutating func lookUpReferences() {
        for reference in places.references { lookUp(reference.name, reference.definition, reference.place) }
        // Programs without `image` use `main`.
        for path in programs where places.keys[path + ["image"]] == nil && places.keys[path + ["like"]] == nil {
            if members("images")["main"] == nil, places.keys[["images", "main"]] == nil, !members("images").isEmpty {
                note(places.key(path), "\(Checker.name(path)) lacks `image`, and there is no image `main`")
            }
        }
    }

    /// The paths of everything that has the keys of a program.
    private var programs: [[String]] {
        var paths = members("daemons").keys.map { ["daemons", $0] }
        paths += (service["setup"]?.array ?? []).indices.map { ["setup", String($0)] }
        paths += members("actions").filter { $0.value["run"]?.object != nil }.map { ["actions", $0.key, "run"] }
        return paths
    }

    private mutating func checkTemplates() {
        for template in places.templates {
            let isForShell = template.path.last == "command"
            for reference in Templates.references(in: template.text) {
                guard let reference else {
                    note(template.place, "`${` without `}`; write `$${` for a plain `${`")
                    continue
                }
                if isForShell {
                    let advice =
                        reference.contains(".") ? "pass `${\(reference)}` in `environment`" : "write `$\(reference)`"
                    note(
                        template.place,
                        "`${\(reference)}` in a text for the shell: a value could be taken for a command; \(advice), or make "
                            + "the command a list (`$${` is a plain `${`)")
                    continue
                }
                check(reference, template)
            }
        }
    }

    private mutating func check(_ reference: String, _ template: UsedTemplate) {
        let words = reference.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var allowed = ["${settings.…}"]
        if template.scope.contains(.input) { allowed.append("${input.…}") }
        if template.scope.contains(.output) { allowed.append("${output}") }
        switch (words[0], words.count) {
        case ("settings", 2):
            lookUp(words[1], .setting, template.place)
        case ("input", 2) where template.scope.contains(.input):
            let form = service[path: Array(template.path.prefix(2)) + ["form"]]?.object ?? [:]
            let isWritten = places.keys[Array(template.path.prefix(2)) + ["form", words[1]]] != nil
            if form[words[1]] == nil, !isWritten {
                note(template.place, "the form of this action has no field `\(words[1])`\(form.keys.hint(words[1]))")
            }
        case ("output", _) where template.scope.contains(.output):
            if service[path: Array(template.path.prefix(2)) + ["run"]]?.object == nil {
                note(template.place, "`${output}` is what the command of an action printed, and this one has no `run`")
            }
        default:
            note(
                template.place,
                "`${\(reference)}` means nothing here; there \(allowed.count == 1 ? "is" : "are") \(allowed.list) (`$${` is a plain `${`)"
            )
        }
    }

    private mutating func checkVolumes() {
        let volumes = members("volumes").keys
        if let place = places.keys[["volumes", "settings"]] {
            note(
                place,
                "the volume `settings` is made by the system for the settings of the service; choose another name")
        }
        if let place = places.keys[["volumes", "assets"]] {
            note(place, "`assets` stands for the assets of the package; choose another name for the volume")
        }
        for (name, _) in members("files") {
            let volume = name.prefix { $0 != "/" }
            if !volumes.contains(String(volume)) { lookUp(String(volume), .volume, places.key(["files", name])) }
        }
        for path in programs {
            for (target, mount) in service[path: path + ["mounts"]]?.object ?? [:] {
                let mountPath = path + ["mounts", target]
                let isRecord = mount.object != nil
                guard let volume = mount.string ?? mount["volume"]?.string, volume != "assets" else { continue }
                lookUp(volume, .volume, places.value(isRecord ? mountPath + ["volume"] : mountPath))
            }
        }
    }

    private mutating func checkImages() {
        for (id, image) in members("images") {
            let sources = ["debian", "rootfs", "oci", "docker"].filter {
                image[$0]?.isNull == false || places.keys[["images", id, $0]] != nil
            }
            if sources.isEmpty {
                note(places.key(["images", id]), "image `\(id)` lacks one of `debian`, `rootfs`, `oci`, `docker`")
            } else if sources.count > 1 {
                note(
                    places.key(["images", id, sources[1]]),
                    "image `\(id)` comes from \(sources.count) places; keep one of \(sources.map { "`\($0)`" }.list)")
            }
        }
        if members("images").isEmpty, let place = places.values[["images"]] {
            note(place, "`images` must not be empty")
        }
        if members("daemons").isEmpty, let place = places.values[["daemons"]] {
            note(place, "`daemons` must not be empty")
        }
    }

    private mutating func checkCycles() {
        let daemons = members("daemons")
        var done: Set<String> = []
        func cycle(_ id: String, _ trail: [String]) -> [String]? {
            if let start = trail.firstIndex(of: id) { return Array(trail[start...]) + [id] }
            guard !done.contains(id), let required = daemons[id]?["requires"]?.array else { return nil }
            for next in required.compactMap(\.string) {
                if let found = cycle(next, trail + [id]) { return found }
            }
            done.insert(id)
            return nil
        }
        for id in daemons.keys where !done.contains(id) {
            guard let found = cycle(id, []) else { continue }
            note(
                places.value(["daemons", found[0], "requires"]),
                "daemons wait for each other: \(found.joined(separator: " → ")); leave out one of these")
            return
        }
    }

    private mutating func checkReadiness() {
        var known: [String: String] = [:]
        for (id, daemon) in members("daemons") {
            guard let ready = daemon["ready"], ready.object != nil else { continue }
            let path = ["daemons", id, "ready"]
            let kinds = ["port", "http", "command"].filter { places.keys[path + [$0]] != nil }
            if kinds.isEmpty { note(places.key(path), "`ready` lacks one of `port`, `http`, `command`") }
            if kinds.count > 1 {
                note(
                    places.key(path + [kinds[1]]),
                    "`ready` has several checks; keep one of \(kinds.map { "`\($0)`" }.list)")
            }
            let check = ready["id"]?.string ?? id
            if let other = known.updateValue(id, forKey: check) {
                note(places.value(path + ["id"]), "daemon `\(other)` has the health check `\(check)` already")
            }
        }
    }

    private mutating func checkPorts() {
        var known: [Int: (id: String, value: JSON)] = [:]
        for (id, interface) in members("interfaces") {
            let path = ["interfaces", id]
            let tls = interface["tls"]?.string
            let allowed = ["http": ["server", "none"], "https": ["service"], "tcp": ["server", "service", "none"]]
            if let tls, let spoken = interface["protocol"]?.string, let choices = allowed[spoken],
                !choices.contains(tls)
            {
                note(places.value(path + ["tls"]), "with `protocol: \(spoken)`, `tls` must be \(choices.list)")
            }
            guard let port = interface["port"]?.integer else { continue }
            if let other = known[port] {
                for key in ["protocol", "tls", "externalPort"] where interface[key] != other.value[key] {
                    note(
                        places.value(path + ["port"]),
                        "interface `\(other.id)` is at port \(port) too, with another `\(key)`; give both the same, or another port"
                    )
                    break
                }
            } else {
                known[port] = (id, interface)
            }
        }
    }

    private mutating func checkSettings() {
        for (name, setting) in members("settings")
        where setting["default"]?.isNull == false && setting["generate"]?.isNull == false {
            note(
                places.key(["settings", name, "generate"]), "setting `\(name)` has `default` and `generate`; keep one")
        }
        checkCharsets()
    }

    private mutating func checkCharsets() {
        for (path, place) in places.values where path.last == "charset" {
            guard let text = service[path: path]?.string, let problem = Charset.problem(text) else { continue }
            note(place, "`charset` \(problem); write single characters and ranges with commas between them: a-z,0-9,_")
        }
    }

    private mutating func checkActions() {
        for (id, action) in members("actions") {
            let path = ["actions", id]
            let form = action["form"]?.object ?? [:]
            for (index, name) in (action["save"]?.array ?? []).enumerated() {
                guard let name = name.string, form[name] == nil, places.keys[path + ["form", name]] == nil else {
                    continue
                }
                note(
                    places.value(path + ["save", String(index)]),
                    "the form has no field `\(name)` to save\(form.keys.hint(name))")
            }
            if let timeout = action["run"]?["timeout"]?.integer, timeout > 120_000 {
                note(places.value(path + ["run", "timeout"]), "`timeout` of an action is two minutes at most")
            }
            for (name, field) in form {
                checkChoices(field, path + ["form", name])
            }
            if let result = action["result"], result["value"]?.isNull == false,
                result["values"]?.array?.isEmpty == false
            {
                note(places.key(path + ["result", "values"]), "`result` has `value` and `values`; keep one")
            }
        }
    }

    private mutating func checkChoices(_ field: JSON, _ path: [String]) {
        guard let values = field["values"]?.object else { return }
        if values.isEmpty { note(places.key(path + ["values"]), "`values` must not be empty") }
        for name in field["default"]?.array?.compactMap(\.string) ?? [field["default"]?.string].compactMap(\.self)
        where values[name] == nil {
            note(
                places.value(path + ["default"]),
                "`default` is \"\(name)\", which is none of `values`\(values.keys.hint(name))")
        }
    }

    private mutating func checkDependencies() {
        for (id, dependency) in members("dependencies")
        where (dependency["title"]?.isNull == false) != (dependency["icon"]?.isNull == false) {
            note(places.key(["dependencies", id]), "`title` and `icon` of dependency `\(id)` belong together")
        }
        if let place = places.keys[["dependencies", service["id"]?.string ?? ""]] {
            note(place, "a service cannot depend on itself")
        }
    }
}

extension JSON {
    subscript(path path: [String]) -> JSON? {
        path.reduce(self) { value, key in value?[key] ?? Int(key).flatMap { value?[$0] } }
    }
}

extension Collection<String> {
    /// `; did you mean x?` when one of them is close.
    func hint(_ name: String) -> String {
        CloseWords.nearest(to: name, in: self).map { "; did you mean `\($0)`?" } ?? ""
    }
}
