"""The server under test: a daemon with a data directory, a bridge and a runtime directory of its own."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from .linux import unmount_all
from .websocket import WebSocket

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICE = "abi-exerciser"
BRIDGE, SUBNET = "bchbr0", "10.78.0.0/16"


def prefix():
    """Where `bin` and `share` are: the release build, or what STARTOS_PREFIX names."""
    path = pathlib.Path(os.environ.get("STARTOS_PREFIX", ROOT)).resolve()
    if not (path / "bin/startd").exists():
        raise SystemExit(f"{path}/bin/startd is missing; run `make build` or name another build in STARTOS_PREFIX.")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def remove_container(containers, name):
    """Ends the container `name` of LXC's directory `containers` at once and takes everything of it away."""
    if not os.path.exists(f"{containers}/{name}"):
        return
    subprocess.run(["lxc-stop", "-k", "-P", containers, "-n", name], check=False, stderr=subprocess.DEVNULL)
    unmount_all(f"{containers}/{name}")
    shutil.rmtree(f"{containers}/{name}")


class Server:
    def __init__(self, directory):
        self.directory = directory
        self.remove()
        os.makedirs(f"{directory}/run")
        self.data = f"{directory}/data"
        self.sockets = f"{self.data}/services/{SERVICE}/rpc"
        self.container = f"{self.data}/containers/{SERVICE}"
        self.port = free_port()
        self.log = open(f"{directory}/startd.log", "wb")
        self.start_daemon()

    def start_daemon(self):
        runtime = pathlib.Path(self.directory) / "run"
        (runtime / "rpc.address").unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [prefix() / "bin/startd", "--data-dir", self.data, "--runtime-dir", runtime,
             "--listen", f"127.0.0.1:{self.port}", "--bridge", BRIDGE, "--subnet", SUBNET],
            stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        while not (runtime / "rpc.address").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"startd does not start; see {self.directory}/startd.log")
            time.sleep(0.02)
        self.cookie = "local=" + (runtime / "rpc.authcookie").read_text().strip()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def restart_daemon(self):
        """Ends the daemon alone, as for an update of it, and starts it again."""
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.start_daemon()

    def call(self, method, parameters=None):
        body = json.dumps({"id": 1, "method": method, "params": parameters or {}})
        self.connection.request(
            "POST", "/rpc/v1", body, {"Content-Type": "application/json", "Cookie": self.cookie})
        answer = json.loads(self.connection.getresponse().read())
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def install(self, package=ROOT / "build" / f"{SERVICE}.s9pk"):
        """Installs a package and returns when its service rests without a container."""
        subprocess.run(
            [prefix() / "bin/start-cli", "-H", f"http://127.0.0.1:{self.port}", "package", "install",
             "--sideload", package],
            env=os.environ | {"STARTOS_RUNTIME_DIR": f"{self.directory}/run"}, check=True, stdout=subprocess.DEVNULL)
        self.wait_until_gone(pathlib.Path(package).stem)

    def ask_to_start(self):
        self.call("package.start", {"id": SERVICE})

    def stop(self):
        """Stops the service and returns when its container is gone."""
        self.call("package.stop", {"id": SERVICE})
        self.wait_until_gone()

    def wait_until_gone(self, service=SERVICE):
        deadline = time.monotonic() + 120
        container = f"{self.data}/containers/{service}"
        while os.path.exists(container):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{container} does not go")
            time.sleep(0.02)
        try:
            os.remove(f"{self.sockets}/service.sock")
        except FileNotFoundError:
            pass

    def watch_status(self):
        """A connection on which changes of the service's status arrive."""
        return self.watch(f"/public/packageData/{SERVICE}/statusInfo")

    def watch(self, pointer):
        """A connection on which changes of a part of the document arrive."""
        guid = self.call("db.subscribe", {"pointer": pointer})["guid"]
        return WebSocket("127.0.0.1", self.port, f"/ws/rpc/{guid}", self.cookie)

    def status(self):
        return self.call("db.dump", {"pointer": f"/public/packageData/{SERVICE}/statusInfo"})["value"]

    def init_process(self):
        output = subprocess.run(
            ["lxc-info", "-P", f"{self.data}/containers", "-n", SERVICE, "-p", "-H"],
            check=True, capture_output=True, text=True).stdout
        return int(output)

    def close(self):
        """Stops the service and the daemon and leaves nothing behind but the log."""
        self.connection.close()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        for command in (["ip", "link", "delete", BRIDGE], ["nft", "delete", "table", "ip", f"startos_{BRIDGE}"],
                        ["nft", "delete", "table", "bridge", f"startos_{BRIDGE}"]):
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        if os.path.exists(self.container):
            print(f"startd left its container behind; see {self.directory}/startd.log")
        self.remove(keeping_log=True)

    def remove(self, keeping_log=False):
        """Takes away what this or an interrupted run has left."""
        remove_container(f"{self.directory}/data/containers", SERVICE)
        unmount_all(self.directory)
        shutil.rmtree(f"{self.directory}/data" if keeping_log else self.directory, ignore_errors=True)
