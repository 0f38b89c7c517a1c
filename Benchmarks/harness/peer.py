"""The peer: the same container runtime and package in a container that systemd runs, with this program as its host."""

import json
import os
import pathlib
import shutil
import socketserver
import subprocess
import threading
import uuid

from .linux import Mount, UserNamespace
from .server import BRIDGE, ROOT, SERVICE, prefix, remove_container

RECIPE = ROOT / "Benchmarks/peers/debian-systemd"
BASE = ROOT / "build/bench/debian-systemd.squashfs"
NAME, CONTROL_GROUP = "bench-peer", "startos-bench"
# Of the ids that root has for containers, some that no service of the server under test gets.
FIRST_ID = 524288 + 2000 * 65536
ADDRESS, GATEWAY = "10.78.200.1/16", "10.78.0.1"


def build_base():
    """Makes the peer's base file system unless it is there."""
    sources = max(path.stat().st_mtime for path in RECIPE.iterdir())
    if not BASE.exists() or BASE.stat().st_mtime < sources:
        print("Building the peer's file system (Debian with systemd and Node.js)", flush=True)
        BASE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([RECIPE / "build-base", BASE], check=True, stdout=subprocess.DEVNULL)


class Package:
    """The pieces of the package, as files."""

    def __init__(self, directory):
        self.pieces = {}
        os.makedirs(directory, exist_ok=True)
        for name, path in {
            "javascript": "javascript.squashfs", "assets": "assets.squashfs",
            "image": f"images/{os.uname().machine}/main.squashfs",
            "json": f"images/{os.uname().machine}/main.json", "env": f"images/{os.uname().machine}/main.env",
        }.items():
            target = f"{directory}/{name}"
            with open(target, "wb") as file:
                subprocess.run(
                    [prefix() / "bin/start-cli", "s9pk", "inspect", ROOT / "build" / f"{SERVICE}.s9pk", "cat", path],
                    check=True, stdout=file)
            self.pieces[name] = target


class Peer:
    """One container of the peer, from nothing to gone."""

    def __init__(self, directory, package):
        self.package = package
        self.directory = directory
        self.container = f"{directory}/{NAME}"
        self.volume = f"{directory}/volume"
        self.sockets = f"{directory}/rpc"
        self.journal = f"{directory}/journal"
        # Of an interrupted run.
        self.destroy()
        shutil.rmtree(self.volume, ignore_errors=True)
        os.makedirs(self.volume)

    def listen(self):
        """The host of the next container."""
        os.makedirs(self.sockets)
        os.chown(self.sockets, FIRST_ID, FIRST_ID)
        return Host(self.sockets)

    def start(self):
        """Boots a container in a new root file system."""
        self.prepare()
        subprocess.run(
            ["lxc-start", "-d", "-P", self.directory, "-n", NAME, "-o", f"{self.directory}/lxc.log", "-l", "INFO"],
            check=True)

    def prepare(self):
        """Makes the root file system with everything a service gets."""
        container, pieces = self.container, self.package.pieces
        rootfs = f"{container}/rootfs"
        for path in ("upper", "work", "scratch", "rootfs"):
            os.makedirs(f"{container}/{path}")
            os.chown(f"{container}/{path}", FIRST_ID, FIRST_ID)
        os.makedirs(self.journal)
        os.chown(self.journal, FIRST_ID, FIRST_ID)
        namespace = UserNamespace(FIRST_ID)
        layers = []
        for index, image in enumerate((prefix() / "share/startos/container-runtime.squashfs", BASE)):
            # A mount can be translated once only, so the translated one is a copy.
            plain, layer = f"{container}/plain{index}", f"{container}/layer{index}"
            Mount.squashfs(str(image)).attach(plain)
            Mount.copy(plain).translated(namespace).attach(layer)
            layers.append(layer)
        Mount.overlay(layers, f"{container}/upper", f"{container}/work").shared().attach(rootfs)
        machine = uuid.uuid4().hex
        self._write("etc/machine-id", machine + "\n")
        self._write("etc/hostname", NAME + "\n")
        self._write("etc/hosts", f"127.0.0.1 localhost {NAME}\n::1 localhost\n")
        # What systemd does once after an update of the image counts as done.
        self._write("etc/.updated", "")
        self._write("var/.updated", "")
        self._bind(self.sockets, "media/startos/rpc")
        self._bind(f"{container}/scratch", "media/startos/subcontainers")
        self._bind(self.journal, f"var/log/journal/{machine}")
        self._attach(Mount.copy(self.volume).translated(namespace), "media/startos/volumes/main")
        for piece, place in (("javascript", "usr/lib/startos/package"), ("assets", "media/startos/assets"),
                             ("image", "media/startos/images/main")):
            self._attach(Mount.squashfs(pieces[piece]).translated(namespace), place)
        for suffix in ("json", "env"):
            self._write(f"media/startos/images/main.{suffix}", pathlib.Path(pieces[suffix]).read_text())
        namespace.close()
        with open(f"{container}/config", "w") as file:
            file.write((RECIPE / "lxc.conf").read_text().format(
                first_id=FIRST_ID, directory=container, name=NAME, control_group=CONTROL_GROUP, bridge=BRIDGE,
                address=ADDRESS, gateway=GATEWAY))

    def _place(self, path):
        """A directory in the root file system that belongs to the container."""
        place = f"{self.container}/rootfs"
        for part in pathlib.Path(path).parts:
            place = f"{place}/{part}"
            if not os.path.isdir(place):
                os.mkdir(place)
                os.chown(place, FIRST_ID, FIRST_ID)
        return place

    def _attach(self, mount, path):
        mount.attach(self._place(path))

    def _bind(self, source, path):
        self._attach(Mount.copy(source), path)

    def _write(self, path, text):
        place = f"{self._place(os.path.dirname(path))}/{os.path.basename(path)}"
        with open(place, "w") as file:
            file.write(text)
        os.chown(place, FIRST_ID, FIRST_ID)

    def init_process(self):
        return int(subprocess.run(
            ["lxc-info", "-P", self.directory, "-n", NAME, "-p", "-H"],
            check=True, capture_output=True, text=True).stdout)

    def destroy(self):
        """Ends the container at once and takes everything of it away but its volume."""
        remove_container(self.directory, NAME)
        for path in (self.sockets, self.journal):
            shutil.rmtree(path, ignore_errors=True)


def remove_control_groups():
    """LXC removes the groups of containers and leaves those above."""
    hierarchies = pathlib.Path("/sys/fs/cgroup")
    for top in (*hierarchies.glob(CONTROL_GROUP), *hierarchies.glob(f"*/{CONTROL_GROUP}")):
        for directory, _, _ in os.walk(top, topdown=False):
            try:
                os.rmdir(directory)
            except OSError:
                pass


class Host(socketserver.ThreadingUnixStreamServer):
    """Answers the calls of the container's package as a host without opinions: everything is `null`."""

    daemon_threads = True

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            line = self.rfile.readline()
            if not line:
                return
            request = json.loads(line)
            if request["method"] == "set-health" and request["params"].get("result") == "success":
                self.server.healthy.set()
            answer = {"jsonrpc": "2.0", "id": request["id"], "result": None}
            self.wfile.write((json.dumps(answer) + "\n").encode())

    def __init__(self, directory):
        path = f"{directory}/host.sock"
        self.healthy = threading.Event()
        super().__init__(path, self.Handler)
        os.chown(path, FIRST_ID, FIRST_ID)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()
