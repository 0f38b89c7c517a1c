"""What a browser loads before the page works: HTML, CSS and JavaScript as the server sends them, compressed."""

import html.parser
import http.client

from .report import conclude
from .server import ROOT, Server

# A page that takes longer than a second on a slow connection (1.2 Mbit/s) is no local page any more.
LIMIT = 150.0


class References(html.parser.HTMLParser):
    """The addresses that a page loads by itself."""

    def __init__(self):
        super().__init__()
        self.scripts, self.styles, self.others = [], [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        relation = (attributes.get("rel") or "").split()
        if tag == "script" and attributes.get("src"):
            self.scripts.append(attributes["src"])
        elif tag == "link" and "stylesheet" in relation:
            self.styles.append(attributes["href"])
        elif tag == "link" and {"icon", "preload", "modulepreload"} & set(relation):
            self.others.append(attributes["href"])


def fetch(connection, path):
    """The content of a file as it goes over the wire, and how it is encoded."""
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answers {response.status}")
    return content, response.headers.get("Content-Encoding", "none")


def page(connection):
    """The text of the page itself."""
    connection.request("GET", "/", headers={"Accept-Encoding": "identity"})
    return connection.getresponse().read().decode()


def run():
    server = Server(ROOT / "build/bench/page-weight")
    total = 0.0
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        references = References()
        references.feed(page(connection))
        if not references.scripts or not references.styles:
            raise SystemExit("the page names no script or no stylesheet")
        for path in ["/", *references.scripts, *references.styles]:
            content, encoding = fetch(connection, path if path.startswith("/") else f"/{path}")
            total += len(content) / 1000
            print(f"  {path}: {len(content) / 1000:.1f} kB ({encoding})")
        for path in references.others:
            content, encoding = fetch(connection, path if path.startswith("/") else f"/{path}")
            print(f"  {path}: {len(content) / 1000:.1f} kB ({encoding}), not counted")
        connection.close()
    finally:
        server.close()
    conclude("page-weight", total, LIMIT, "kB")
    if total > LIMIT:
        raise SystemExit(f"The page is heavier than {LIMIT:.0f} kB.")
