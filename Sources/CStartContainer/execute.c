#define _GNU_SOURCE
#include "CStartContainer.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern sigset_t start_original_mask;

// The child's words to its parent: a failed step, or nothing at all (the pipe closes on exec).
static void fail(int report, const char *step) {
    struct start_failure failure = {.error = errno};
    strncpy(failure.step, step, sizeof failure.step - 1);
    ssize_t ignored = write(report, &failure, sizeof failure);
    (void)ignored;
    _exit(127);
}

static void enter_root(int report, const char *root) {
    if (unshare(CLONE_NEWNS) < 0) fail(report, "unshare mounts");
    // Slave, not private: mounts made later under the root must still arrive here.
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) fail(report, "make mounts slave");
    if (mount(root, root, NULL, MS_BIND | MS_REC, NULL) < 0) fail(report, "bind root");
    if (chdir(root) < 0) fail(report, "enter root");
    // The old root is stacked on the new one and then detached, so no directory is needed inside the image.
    if (syscall(SYS_pivot_root, ".", ".") < 0) fail(report, "pivot_root");
    if (umount2(".", MNT_DETACH) < 0) fail(report, "detach old root");
    if (chdir("/") < 0) fail(report, "enter new root");
}

// Lets the program open /dev/stdout and the like by path. Files and device nodes keep their owner.
static void give_standard_streams(uid_t user) {
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        struct stat status;
        if (fstat(descriptor, &status) < 0) continue;
        if (S_ISFIFO(status.st_mode) || isatty(descriptor)) {
            int ignored = fchown(descriptor, user, (gid_t)-1);
            (void)ignored;
        }
    }
}

static void take_standard_streams(int report, const struct start_execution *execution) {
    const int wanted[3] = {execution->input, execution->output, execution->errors};
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (wanted[descriptor] >= 0 && dup2(wanted[descriptor], descriptor) < 0) fail(report, "redirect");
    }
}

static void mount_proc(int report, const char *root) {
    char path[4096];
    size_t length = strlen(root);
    if (length + sizeof "/proc" > sizeof path) {
        errno = ENAMETOOLONG;
        fail(report, "mount proc");
    }
    memcpy(path, root, length);
    memcpy(path + length, "/proc", sizeof "/proc");
    if (mkdir(path, 0555) < 0 && errno != EEXIST) fail(report, "create proc");
    if (mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) fail(report, "mount proc");
}

// Process 1 of a subcontainer without a program of its own: reaps orphans until it is told to end.
static _Noreturn void reap_until_terminated(void) {
    const int ending[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) sigaddset(&signals, ending[i]);
    sigprocmask(SIG_SETMASK, &signals, NULL);
    for (;;) {
        int received = sigwaitinfo(&signals, NULL);
        if (received > 0 && received != SIGCHLD) _exit(0);
        while (waitpid(-1, NULL, WNOHANG) > 0) {}
    }
}

static void die_with_parent(int parent_alive) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may be gone already, and its pid cannot be asked for from inside another process namespace.
    struct pollfd alive = {.fd = parent_alive, .events = POLLIN};
    if (poll(&alive, 1, 0) > 0) _exit(127);
}

static _Noreturn void run_child(const struct start_execution *execution, int report, int parent_alive) {
    if (execution->dies_with_parent) die_with_parent(parent_alive);
    if (execution->mounts_proc) mount_proc(report, execution->root);
    if (!execution->arguments) {
        close(report);
        reap_until_terminated();
    }
    take_standard_streams(report, execution);
    if (execution->root) enter_root(report, execution->root);
    if (execution->user != 0) give_standard_streams(execution->user);
    setsid();
    if (execution->controls_terminal && ioctl(0, TIOCSCTTY, 0) < 0) fail(report, "take terminal");
    if (execution->changes_user) {
        if (setgroups(execution->group_count, execution->groups) < 0) fail(report, "setgroups");
        if (setresgid(execution->group, execution->group, execution->group) < 0) fail(report, "setgid");
        if (setresuid(execution->user, execution->user, execution->user) < 0) fail(report, "setuid");
    }
    prctl(PR_SET_DUMPABLE, 1);
    // A change of user clears the parent death signal, so it is set again.
    if (execution->dies_with_parent) die_with_parent(parent_alive);
    if (chdir(execution->directory ? execution->directory : "/") < 0) fail(report, "enter directory");
    sigset_t mask = start_original_mask;
    sigprocmask(SIG_SETMASK, &mask, NULL);
    environ = (char **)execution->environment;
    execvp(execution->arguments[0], execution->arguments);
    fail(report, "execute");
    _exit(127);
}

pid_t start_execute(const struct start_execution *execution, struct start_failure *failure) {
    memset(failure, 0, sizeof *failure);
    int report[2], alive[2];
    if (pipe2(report, O_CLOEXEC) < 0 || pipe2(alive, O_CLOEXEC) < 0) goto refused;
    pid_t child = fork();
    if (child < 0) goto refused;
    if (child == 0) {
        close(report[0]);
        close(alive[1]);
        run_child(execution, report[1], alive[0]);
    }
    close(report[1]);
    close(alive[0]);  // alive[1] stays open: it says that this process lives
    ssize_t count;
    do {
        count = read(report[0], failure, sizeof *failure);
    } while (count < 0 && errno == EINTR);
    close(report[0]);
    if (count == (ssize_t)sizeof *failure) {
        waitpid(child, NULL, 0);
        return -1;
    }
    return child;
refused:
    failure->error = errno;
    strncpy(failure->step, "fork", sizeof failure->step - 1);
    return -1;
}
