#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { call_pidfd_send_signal = 424, call_pidfd_open = 434 };

int linux_new_event(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event < 0 ? -errno : event;
}

int linux_open_process(pid_t process) {
    long result = syscall(call_pidfd_open, process, 0);
    return result < 0 ? -errno : (int)result;
}

int linux_signal_process(int process_descriptor, int signal) {
    return syscall(call_pidfd_send_signal, process_descriptor, signal, NULL, 0) < 0 ? -errno : 0;
}

int linux_exit_status(int process_descriptor, int *status) {
    struct {
        uint64_t mask, control_group;
        uint32_t identifiers[11];
        int32_t exit_code;
    } info = {.mask = 8 /* exit */};
    // PIDFD_GET_INFO with the 64 bytes of its first version.
    unsigned long request = _IOC(_IOC_READ | _IOC_WRITE, 0xFF, 11, sizeof info);
    if (ioctl(process_descriptor, request, &info) < 0) return -errno;
    if (!(info.mask & 8)) return -ENODATA;
    *status = info.exit_code;
    return 0;
}

int linux_enter_namespace(int descriptor, int type) { return setns(descriptor, type) < 0 ? -errno : 0; }

/// Runs in the caller's memory, as vfork does, with all signals blocked: nothing but raw calls in here.
static int wait_for_end(void *argument) {
    const int *ends = argument;
    char byte;
    // The descriptors are the child's own copies: close the writing end, or the end of the pipe is never seen.
    syscall(SYS_close, ends[1]);
    syscall(SYS_read, ends[0], &byte, 1);
    syscall(SYS_exit, 0);
    return 0;
}

static int write_map(pid_t process, const char *name, const char *map, size_t length) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", process, name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    int result = write(file, map, length) == (ssize_t)length ? 0 : -errno;
    close(file);
    return result;
}

int linux_new_user_namespace(const char *map, size_t length) {
    enum { stack_size = 64 * 1024 };
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    char *stack =
        mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        int code = errno;
        close(ends[0]);
        close(ends[1]);
        return -code;
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    // No exit signal: whoever waits for the process's children does not see this one.
    pid_t child = clone(wait_for_end, stack + stack_size, CLONE_VM | CLONE_NEWUSER, ends);
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    int result = -code;
    if (child >= 0) {
        result = write_map(child, "uid_map", map, length);
        if (result == 0) result = write_map(child, "gid_map", map, length);
        if (result == 0) {
            char path[64];
            snprintf(path, sizeof path, "/proc/%d/ns/user", child);
            result = open(path, O_RDONLY | O_CLOEXEC);
            if (result < 0) result = -errno;
        }
    }
    close(ends[1]);
    if (child >= 0)
        while (waitpid(child, NULL, __WCLONE) < 0 && errno == EINTR) {}
    close(ends[0]);
    munmap(stack, stack_size);
    return result;
}
