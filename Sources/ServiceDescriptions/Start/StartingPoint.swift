import JSONValues
import ServerDocument

/// The files of a package to start from: a small service that works and explains itself.
package struct StartingPoint {
    private let id: String

    /// Nil when `id` is no package id.
    package init?(id: String) {
        guard ManifestSyntax.isIdentifier(id) else { return nil }
        self.id = id
    }

    /// What is written, by name.
    package var files: [(name: String, text: String)] {
        [
            (ServiceDescription.fileName, description),
            ("service.schema.json", JSONSchemaWriter.schema.prettyText + "\n"),
            ("instructions.md", "# \(title)\n\nSay here how one begins to use it.\n"),
            ("LICENSE.md", "Say here under which licence this folder and the program are.\n"), ("icon.svg", icon),
        ]
    }

    private var title: String {
        id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    private var description: String {
        """
        # yaml-language-server: $schema=service.schema.json
        # Every key: docs/formats/service-yaml.md, or `start-cli s9pk schema --reference`.
        id: \(id)
        # The version of the program, a colon, the version of this packaging.
        version: 0.1.0:0
        title: \(title)
        license: MIT
        description:
          short: One line about it
          long: A paragraph about it.
        upstreamRepo: https://example.com/

        # File systems that programs run in. Debian's packages are enough for most.
        images:
          main:
            debian:
              suite: trixie
              packages: [python3]

        # What is in a volume stays; everything else is made afresh at each start.
        volumes:
          data: {}

        # Values that the service remembers. An action can change them.
        settings:
          greeting:
            default: Hello

        # Written into a volume before each start.
        files:
          data/index.html:
            content: <h1>${settings.greeting}</h1>

        # Programs that run all the time.
        daemons:
          web:
            command: [python3, -m, http.server, "8080", --directory, /data]
            mounts:
              /data: data
            ready:
              name: Web page
              http: { port: 8080 }

        # How people and programs reach it.
        interfaces:
          ui:
            name: Web page
            description: The page
            type: ui
            port: 8080

        # What people can do with it.
        actions:
          set-greeting:
            name: Set greeting
            description: Change what the page says
            form:
              greeting:
                type: text
                name: Greeting
            save: [greeting]
            result:
              title: Greeting set
              message: The page now says “${settings.greeting}”.

        """
    }

    private let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
          <rect width="64" height="64" rx="14" fill="#345"/>
          <circle cx="32" cy="32" r="14" fill="#fff"/>
        </svg>

        """
}
