"""Mounts, by the kernel's own calls: no program is started for them, so that none is part of a measurement."""

import ctypes
import fcntl
import os
import select
import struct

_library = ctypes.CDLL(None, use_errno=True)

# The same numbers on every architecture.
_OPEN_TREE, _MOVE_MOUNT, _FSOPEN, _FSCONFIG, _FSMOUNT, _MOUNT_SETATTR = 428, 429, 430, 431, 432, 442

_AT_FDCWD, _AT_EMPTY_PATH, _CLOEXEC = -100, 0x1000, os.O_CLOEXEC
_CLONE_NEWUSER = 0x10000000
_READ_ONLY, _ID_MAP, _SHARED = 1, 0x100000, 1 << 20
_LOOP_CONFIGURE, _LOOP_CTL_GET_FREE = 0x4C0A, 0x4C82
_LOOP_READ_ONLY, _LOOP_AUTOCLEAR = 1, 4


def _call(number, *arguments):
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = _library.syscall(ctypes.c_long(number), *words)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{os.strerror(code)} (system call {number}, {arguments})")
    return result


class UserNamespace:
    """A user namespace that maps ids 0… to `first`…, as mounts want it."""

    def __init__(self, first, count=65536):
        end, other_end = os.pipe()
        ready, child_ready = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(other_end)
            status = _library.unshare(_CLONE_NEWUSER)
            os.write(child_ready, b"x" if status == 0 else b"-")
            os.read(end, 1)
            os._exit(0)
        try:
            os.close(end)
            if os.read(ready, 1) != b"x":
                raise OSError("cannot make a user namespace")
            for name in ("uid_map", "gid_map"):
                with open(f"/proc/{child}/{name}", "w") as file:
                    file.write(f"0 {first} {count}\n")
            self.descriptor = os.open(f"/proc/{child}/ns/user", os.O_RDONLY | _CLOEXEC)
        finally:
            os.close(other_end)
            os.waitpid(child, 0)
            os.close(ready)
            os.close(child_ready)

    def close(self):
        os.close(self.descriptor)


class Mount:
    """A mount that is not attached yet."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    @classmethod
    def new(cls, kind, options, read_only=False):
        context = _call(_FSOPEN, ctypes.c_char_p(kind.encode()), 1)
        try:
            for key, value in options.items():
                if value is None:
                    _call(_FSCONFIG, context, 0, ctypes.c_char_p(key.encode()), None, 0)
                else:
                    _call(_FSCONFIG, context, 1, ctypes.c_char_p(key.encode()), ctypes.c_char_p(value.encode()), 0)
            _call(_FSCONFIG, context, 6, None, None, 0)
            return cls(_call(_FSMOUNT, context, 1, _READ_ONLY if read_only else 0))
        finally:
            os.close(context)

    @classmethod
    def squashfs(cls, path, offset=0, size=0):
        """The image in `size` bytes at `offset` of a file; its loop device goes with its last mount."""
        with open("/dev/loop-control", "rb+", buffering=0) as control, open(path, "rb") as image:
            while True:
                number = fcntl.ioctl(control, _LOOP_CTL_GET_FREE)
                device = os.open(f"/dev/loop{number}", os.O_RDONLY | _CLOEXEC)
                # struct loop_config: descriptor, block size, loop_info64, reserved.
                information = struct.pack(
                    "=QQQQQIIII64s64s32sQQ", 0, 0, 0, offset, (size + 511) // 512 * 512, 0, 0, 0,
                    _LOOP_READ_ONLY | _LOOP_AUTOCLEAR, b"benchmark", b"", b"", 0, 0)
                configuration = struct.pack("=II", image.fileno(), 0) + information + bytes(64)
                try:
                    fcntl.ioctl(device, _LOOP_CONFIGURE, configuration)
                    break
                except OSError as error:
                    os.close(device)
                    if error.errno != 16:
                        raise
        try:
            return cls.new("squashfs", {"source": f"/dev/loop{number}", "ro": None}, read_only=True)
        finally:
            os.close(device)

    @classmethod
    def overlay(cls, lower, upper, work):
        return cls.new("overlay", {
            "source": "overlay", "lowerdir": ":".join(lower), "upperdir": upper, "workdir": work, "volatile": None})

    @classmethod
    def copy(cls, path):
        return cls(_call(_OPEN_TREE, _AT_FDCWD, ctypes.c_char_p(path.encode()), 1 | _CLOEXEC))

    def _set(self, attributes, propagation=0, namespace=0):
        words = struct.pack("=QQQQ", attributes, 0, propagation, namespace)
        _call(_MOUNT_SETATTR, self.descriptor, ctypes.c_char_p(b""), _AT_EMPTY_PATH, ctypes.c_char_p(words), len(words))
        return self

    def translated(self, namespace):
        return self._set(_ID_MAP, namespace=namespace.descriptor)

    def shared(self):
        return self._set(0, propagation=_SHARED)

    def attach(self, path):
        os.makedirs(path, exist_ok=True)
        try:
            _call(_MOVE_MOUNT, self.descriptor, ctypes.c_char_p(b""), _AT_FDCWD, ctypes.c_char_p(path.encode()), 4)
        finally:
            os.close(self.descriptor)


def unmount(path):
    """Detaches a mount with everything below it."""
    if _library.umount2(path.encode(), 2) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), path)


def unmount_all(directory):
    """Detaches every mount below a directory."""
    with open("/proc/self/mounts") as file:
        places = [line.split(" ")[1].replace("\\040", " ") for line in file]
    for place in reversed(places):
        if place.startswith(f"{directory}/"):
            unmount(place)


class FileWatch:
    """Tells without polling when a file appears in a directory."""

    def __init__(self, directory):
        # 0x180: made or moved in.
        self.descriptor = _library.inotify_init1(_CLOEXEC)
        if self.descriptor < 0 or _library.inotify_add_watch(self.descriptor, directory.encode(), 0x180) < 0:
            raise OSError(ctypes.get_errno(), "cannot watch", directory)

    def wait(self, seconds):
        """Returns when something has appeared in the directory, or after `seconds`."""
        if select.select([self.descriptor], [], [], seconds)[0]:
            os.read(self.descriptor, 4096)

    def close(self):
        os.close(self.descriptor)
