#define _GNU_SOURCE
#include "CStartContainer.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *options);
int umount2(const char *target, int flags);
#ifndef MS_PRIVATE
#define MS_PRIVATE (1 << 18)
#endif
static const int detach = 2;  // MNT_DETACH; <sys/mount.h> and <linux/mount.h> do not go together

int start_unshare_process_namespaces(void) {
    if (unshare(CLONE_NEWPID | CLONE_NEWIPC) < 0) return -1;
    // A machine without a delegated cgroup refuses this one; nothing that runs inside depends on it.
    int ignored = unshare(CLONE_NEWCGROUP);
    (void)ignored;
    return 0;
}

static int join(int process_directory, const char *name, int type) {
    int descriptor = openat(process_directory, name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    int result = setns(descriptor, type);
    int error = errno;
    close(descriptor);
    errno = error;
    return result;
}

int start_join_process_namespaces(int process_directory) {
    int ignored = join(process_directory, "ns/cgroup", CLONE_NEWCGROUP);
    (void)ignored;
    if (join(process_directory, "ns/ipc", CLONE_NEWIPC) < 0) return -1;
    return join(process_directory, "ns/pid", CLONE_NEWPID);
}

int start_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
    return mount(source, target, type, flags, options);
}

int start_unmount_lazily(const char *target) { return umount2(target, detach); }

int start_make_tree_private(const char *path) {
    struct mount_attr attributes = {.propagation = MS_PRIVATE};
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, AT_RECURSIVE, &attributes, sizeof attributes);
}

int start_clone_tree(const char *path, bool recursive) {
    unsigned int flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
    return (int)syscall(SYS_open_tree, AT_FDCWD, path, flags);
}

int start_make_tree_read_only(int tree, bool recursive) {
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
    unsigned int flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
    return (int)syscall(SYS_mount_setattr, tree, "", flags, &attributes, sizeof attributes);
}

int start_attach_tree(int tree, int target) {
    return (int)syscall(SYS_move_mount, tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

bool start_is_mount_point(const char *path) {
    struct statx status;
    if (statx(AT_FDCWD, path, AT_NO_AUTOMOUNT, STATX_BASIC_STATS, &status) < 0) return false;
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
