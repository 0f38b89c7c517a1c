#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Numbers of the mount interface, the same on every architecture (Linux 5.2 and 5.12).
enum {
    call_open_tree = 428,
    call_move_mount = 429,
    call_fsopen = 430,
    call_fsconfig = 431,
    call_fsmount = 432,
    call_mount_setattr = 442,
};
enum { config_flag = 0, config_string = 1, config_create = 6 };
enum { clone_tree = 1, move_from_empty_path = 0x4, move_to_empty_path = 0x40, empty_path = 0x1000 };
static const uint64_t attribute_id_map = 0x00100000;

struct mount_attributes {
    uint64_t set, clear, propagation, user_namespace;
};

int linux_clone_mount(int directory, const char *path) {
    long result = syscall(
        call_open_tree, directory, path, clone_tree | O_CLOEXEC | AT_SYMLINK_NOFOLLOW | (*path ? 0 : empty_path));
    return result < 0 ? -errno : (int)result;
}

int linux_attach_mount(int mount, int directory, const char *path) {
    long result =
        syscall(call_move_mount, mount, "", directory, path, move_from_empty_path | (*path ? 0 : move_to_empty_path));
    return result < 0 ? -errno : 0;
}

int linux_set_mount_attributes(int mount, uint64_t set, uint64_t clear, uint64_t propagation, int user_namespace) {
    struct mount_attributes attributes = {.set = set, .clear = clear, .propagation = propagation};
    if (user_namespace >= 0) {
        attributes.set |= attribute_id_map;
        attributes.user_namespace = (uint64_t)user_namespace;
    }
    long result = syscall(call_mount_setattr, mount, "", empty_path, &attributes, sizeof attributes);
    return result < 0 ? -errno : 0;
}

int linux_new_mount(
    const char *type, const char *const *options, uint64_t attributes, char *message, size_t message_size) {
    if (message_size) message[0] = 0;
    int context = (int)syscall(call_fsopen, type, 1 /* close on exec */);
    if (context < 0) return -errno;
    long result = 0;
    for (; result >= 0 && options[0]; options += 2)
        result = syscall(call_fsconfig, context, options[1] ? config_string : config_flag, options[0], options[1], 0);
    if (result >= 0) result = syscall(call_fsconfig, context, config_create, NULL, NULL, 0);
    if (result >= 0) result = syscall(call_fsmount, context, 1 /* close on exec */, attributes);
    int code = result < 0 ? -errno : (int)result;
    if (code < 0 && message_size) {
        // One queued message of the file system, like "e overlay: …".
        ssize_t length = read(context, message, message_size - 1);
        message[length > 0 ? length : 0] = 0;
    }
    close(context);
    return code;
}

int linux_unmount(const char *path, int lazily) {
    long result = syscall(SYS_umount2, path, 8 /* UMOUNT_NOFOLLOW */ | (lazily ? 2 /* MNT_DETACH */ : 0));
    return result < 0 ? -errno : 0;
}

int linux_unmount_open(int place) {
    // The last name is a magic link of the kernel, which must be followed here.
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", place);
    return syscall(SYS_umount2, path, 2 /* MNT_DETACH */) < 0 ? -errno : 0;
}

int linux_is_mount_root(int place) {
    struct statx status;
    if (statx(place, "", AT_EMPTY_PATH, STATX_TYPE, &status) < 0) return -errno;
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int linux_attach_loop(int file, uint64_t offset, uint64_t size, const char *label, int *number) {
    int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    if (control < 0) return -errno;
    int result = -EBUSY;
    // Another process may take the free device first.
    for (int attempt = 0; attempt < 256 && result == -EBUSY; attempt++) {
        *number = ioctl(control, LOOP_CTL_GET_FREE);
        if (*number < 0) {
            result = -errno;
            break;
        }
        char path[32];
        snprintf(path, sizeof path, "/dev/loop%d", *number);
        int device = open(path, O_RDONLY | O_CLOEXEC);
        if (device < 0) {
            result = -errno;
            break;
        }
        struct loop_config config = {.fd = (unsigned)file};
        config.info.lo_offset = offset;
        config.info.lo_sizelimit = size;
        config.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR;
        snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", label);
        if (ioctl(device, LOOP_CONFIGURE, &config) == 0) {
            result = device;
        } else {
            result = -errno;
            close(device);
        }
    }
    close(control);
    return result;
}
