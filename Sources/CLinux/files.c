#define _GNU_SOURCE
#include "clinux.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

struct how {
    uint64_t flags, mode, resolve;
};

int linux_openat2(int directory, const char *path, int flags, unsigned mode, uint64_t resolve) {
    struct how how = {.flags = (unsigned)flags | O_CLOEXEC, .mode = mode, .resolve = resolve};
    // EAGAIN: something above was renamed meanwhile, so that the kernel could not prove that the path stays inside.
    for (int attempt = 0;; attempt++) {
        long descriptor = syscall(SYS_openat2, directory, path, &how, sizeof how);
        if (descriptor >= 0) return (int)descriptor;
        if ((errno != EAGAIN || attempt >= 64) && errno != EINTR) return -errno;
    }
}

int linux_allocate(int file, int64_t size) {
    for (;;) {
        if (fallocate(file, FALLOC_FL_KEEP_SIZE, 0, size) == 0) return 0;
        if (errno != EINTR) return -errno;
    }
}

enum { deepest = 32 };

static int remove_entries(int directory, int lifted_to, unsigned *lifted, int depth);

static int remove_entry(int directory, const char *name, int lifted_to, unsigned *lifted, int depth) {
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT) return 0;
    if (errno != EISDIR && errno != EPERM) return -errno;
    if (depth >= deepest) {
        // Too deep to descend: lift it to the top, where a later round finds it.
        char fresh[64];
        for (;;) {
            snprintf(fresh, sizeof fresh, ".lifted-%u", (*lifted)++);
            if (renameat2(directory, name, lifted_to, fresh, 1 /* RENAME_NOREPLACE */) == 0) return 0;
            if (errno != EEXIST) return -errno;
        }
    }
    int child = linux_openat2(
        directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, LINUX_RESOLVE_NO_XDEV | LINUX_RESOLVE_BENEATH);
    if (child == -EXDEV) return -EBUSY;
    if (child == -ENOENT) return 0;
    if (child < 0) return child;
    int result = remove_entries(child, lifted_to, lifted, depth + 1);
    close(child);
    if (result < 0) return result;
    return unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -errno;
}

/// Takes ownership of nothing; reads the directory again until a whole round found nothing.
static int remove_entries(int directory, int lifted_to, unsigned *lifted, int depth) {
    for (;;) {
        int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (copy < 0) return -errno;
        DIR *stream = fdopendir(copy);
        if (!stream) {
            int code = errno;
            close(copy);
            return -code;
        }
        int found = 0, result = 0;
        struct dirent *entry;
        while (result == 0 && (errno = 0, entry = readdir(stream))) {
            if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
            found = 1;
            result = remove_entry(directory, entry->d_name, lifted_to, lifted, depth);
        }
        if (result == 0 && !entry && errno) result = -errno;
        closedir(stream);
        if (result < 0 || !found) return result;
    }
}

int linux_remove_tree(int directory, const char *name) {
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT) return 0;
    if (errno != EISDIR && errno != EPERM) return -errno;
    // On the way there other file systems may be crossed, at the tree itself and in it none.
    const char *last = strrchr(name, '/');
    int parent = -1;
    if (last && last > name) {
        char way[PATH_MAX];
        if (last - name >= PATH_MAX) return -ENAMETOOLONG;
        memcpy(way, name, last - name);
        way[last - name] = 0;
        parent = openat(directory, way, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (parent < 0) return errno == ENOENT ? 0 : -errno;
    }
    int top = linux_openat2(
        parent < 0 ? directory : parent, parent < 0 ? name : last + 1, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0,
        LINUX_RESOLVE_NO_XDEV);
    if (parent >= 0) close(parent);
    if (top == -EXDEV) return -EBUSY;
    if (top == -ENOENT) return 0;
    if (top < 0) return top;
    unsigned lifted = 0;
    int result = remove_entries(top, top, &lifted, 0);
    close(top);
    if (result < 0) return result;
    return unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : -errno;
}

int linux_memory_file(const char *label) {
    int descriptor = memfd_create(label, MFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int linux_make_device(int directory, const char *name, unsigned mode, unsigned major, unsigned minor, uid_t owner) {
    if (mknodat(directory, name, mode, makedev(major, minor)) < 0 && errno != EEXIST) return -errno;
    if (fchownat(directory, name, owner, owner, AT_SYMLINK_NOFOLLOW) < 0) return -errno;
    // The creation mask took bits away.
    return fchmodat(directory, name, mode & 07777, 0) < 0 ? -errno : 0;
}
