#pragma once
// Linux system calls that Swift cannot reach: those without a C library wrapper everywhere, those with variadic
// arguments, and everything that must run between fork and exec.
//
// Every function returns 0 or a new descriptor, or the negated errno. Every descriptor is close-on-exec.
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

// MARK: Files

/// openat2(2): `resolve` is a set of LINUX_RESOLVE_….
int linux_openat2(int directory, const char *path, int flags, unsigned mode, uint64_t resolve);
/// Removes `name` below the open directory with all that is in it. Follows no link, crosses no mount (-EBUSY), and
/// needs neither stack nor descriptors in proportion to the depth of the tree.
int linux_remove_tree(int directory, const char *name);

/// Opens a place without reading it (open(2), O_PATH); the C library shows it to GNU programs only.
#define LINUX_OPEN_PATH 010000000
/// fallocate(2): takes room for the first `size` bytes of an open file; its length stays.
int linux_allocate(int file, int64_t size);
/// memfd_create(2): a file without a name that lives in memory.
int linux_memory_file(const char *label);

#define LINUX_RESOLVE_NO_XDEV 0x01
#define LINUX_RESOLVE_NO_MAGICLINKS 0x02
#define LINUX_RESOLVE_NO_SYMLINKS 0x04
#define LINUX_RESOLVE_BENEATH 0x08
#define LINUX_RESOLVE_IN_ROOT 0x10

// MARK: Mounts

/// open_tree(2) with OPEN_TREE_CLONE: a detached copy of the one mount that `path` is on, rooted at `path`.
/// An empty path means `directory` itself.
int linux_clone_mount(int directory, const char *path);
/// move_mount(2): attaches a detached mount. An empty `path` means the descriptor `directory` itself.
int linux_attach_mount(int mount, int directory, const char *path);
/// mount_setattr(2) on a detached mount: LINUX_MOUNT_… to set and to clear; `user_namespace` is -1 or gives the
/// identifier map.
int linux_set_mount_attributes(int mount, uint64_t set, uint64_t clear, uint64_t propagation, int user_namespace);
/// A new detached mount of a file system: `options` is an array of key, value, key, value…, NULL; a value of NULL
/// makes the key a flag. What the kernel has to say about a failure goes to `message`.
int linux_new_mount(
    const char *type, const char *const *options, uint64_t attributes, char *message, size_t message_size);
/// umount2(2), never following a link at the end of the path.
int linux_unmount(const char *path, int lazily);
/// Unmounts, lazily, the topmost mount that an open place is the root of; -EINVAL when it is none.
int linux_unmount_open(int place);
/// 1 when an open place is the root of a mount, else 0.
int linux_is_mount_root(int place);
/// Attaches `size` bytes from `offset` of an open file read-only to a free loop device, which frees itself when its
/// last user goes. Returns the open device; its number goes to `number`.
int linux_attach_loop(int file, uint64_t offset, uint64_t size, const char *label, int *number);

#define LINUX_MOUNT_READ_ONLY 0x01
#define LINUX_MOUNT_NO_SUID 0x02
#define LINUX_MOUNT_NO_DEV 0x04
#define LINUX_MOUNT_NO_EXEC 0x08
#define LINUX_PROPAGATION_PRIVATE (1 << 18)
#define LINUX_PROPAGATION_SHARED (1 << 20)

// MARK: Processes and namespaces

/// A user namespace with this map (lines of `inside outside count`) for users and for groups. Nothing lives in it.
int linux_new_user_namespace(const char *map, size_t length);
int linux_open_process(pid_t process);
int linux_signal_process(int process_descriptor, int signal);
/// eventfd(2): a counter that does not block its reader.
int linux_new_event(void);
/// The exit status of a process that was reaped, as wait(2) gives it (Linux 6.15).
int linux_exit_status(int process_descriptor, int *status);
int linux_enter_namespace(int descriptor, int type);
/// mknod(2) of a device with an owner, relative to an open directory.
int linux_make_device(int directory, const char *name, unsigned mode, unsigned major, unsigned minor, uid_t owner);

// MARK: Packet rules

/// A netlink(7) socket that gets the changes of all nftables rules; it does not block.
int linux_packet_rule_events(void);
/// Reads the changes that have come. Returns 1 when one of them deleted something of `table`, or when some were lost.
int linux_packet_rules_lost(int socket, const char *table);
