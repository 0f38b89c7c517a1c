"""As much of RFC 6455 as it takes to receive what a server sends."""

import base64
import os
import socket
import struct


class WebSocket:
    """A connection that only listens."""

    def __init__(self, host, port, path, cookie):
        self.connection = socket.create_connection((host, port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.connection.sendall((
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {cookie}\r\n\r\n").encode())
        self.stream = self.connection.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise ConnectionError(f"no WebSocket at {path}: {status.decode().strip()}")
        while self.stream.readline().strip():
            pass

    def receive(self):
        """The text of the next message."""
        message = b""
        while True:
            first, second = self._read(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack(">H", self._read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self._read(8))[0]
            content = self._read(length)
            if first & 0x0F == 8:
                raise ConnectionError("the server closed the WebSocket")
            if first & 0x0F in (0, 1, 2):
                message += content
                if first & 0x80:
                    return message.decode()

    def _read(self, count):
        content = self.stream.read(count)
        if len(content) < count:
            raise ConnectionError("the WebSocket ended")
        return content

    def close(self):
        self.stream.close()
        self.connection.close()
