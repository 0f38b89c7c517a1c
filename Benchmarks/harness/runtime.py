"""The container runtime's socket, as a host uses it."""

import json
import os
import socket
import time

from .linux import FileWatch


class Runtime:
    """A conversation with the Node.js process of a container: one JSON document per line."""

    def __init__(self, connection):
        self.connection = connection
        self.lines = connection.makefile("r", encoding="utf-8")
        self.next_id = 0

    @classmethod
    def wait(cls, directory, timeout=60):
        """Connects to `service.sock` in `directory` as soon as somebody listens there.

        No socket of an earlier process may lie there. The kernel says when it appears, so that waiting costs nothing.
        """
        path = os.path.join(directory, "service.sock")
        deadline = time.monotonic() + timeout
        watch = FileWatch(directory)
        try:
            while time.monotonic() < deadline:
                connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                try:
                    connection.connect(path)
                    connection.settimeout(timeout)
                    return cls(connection)
                except FileNotFoundError:
                    connection.close()
                    watch.wait(deadline - time.monotonic())
                except ConnectionRefusedError:
                    # Between bind and listen.
                    connection.close()
                    time.sleep(0.0002)
            raise TimeoutError(f"nobody listens on {path}")
        finally:
            watch.close()

    def call(self, method, parameters):
        self.next_id += 1
        request = {"id": self.next_id, "method": method, "params": parameters}
        self.connection.sendall((json.dumps(request) + "\n").encode())
        answer = json.loads(self.lines.readline())
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def close(self):
        self.lines.close()
        self.connection.close()
