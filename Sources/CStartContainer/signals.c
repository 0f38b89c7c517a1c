#define _GNU_SOURCE
#include "CStartContainer.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

sigset_t start_original_mask;

static const int forwarded[] = {
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT,  SIGIO,   SIGPIPE, SIGPROF, SIGQUIT, SIGTERM,   SIGTRAP,  SIGTSTP,
    SIGTTIN, SIGTTOU, SIGURG,  SIGUSR1, SIGUSR2, SIGVTALRM, SIGWINCH, SIGPWR,  SIGCHLD,
};

int start_signal_descriptor(void) {
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&signals, forwarded[i]);
    if (sigprocmask(SIG_BLOCK, &signals, &start_original_mask) < 0) return -1;
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int start_next_signal(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count;
    do {
        count = read(descriptor, &information, sizeof information);
    } while (count < 0 && errno == EINTR);
    return count == (ssize_t)sizeof information ? (int)information.ssi_signo : 0;
}

int start_exit_code(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

int start_ending_signal(int wait_status) { return WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0; }

void start_set_process_name(const char *name) { prctl(PR_SET_NAME, name); }
