// System calls that start-container needs and Swift cannot reach, and everything that runs between fork and exec:
// after fork only async-signal-safe code may run, so that part is C and allocates nothing.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Namespaces and mounts. All return 0 or a descriptor, or -1 with errno.

int start_unshare_process_namespaces(void);
int start_join_process_namespaces(int process_directory);
int start_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options);
int start_unmount_lazily(const char *target);
/// Ends the exchange of mounts between this tree and its copies elsewhere.
int start_make_tree_private(const char *path);
int start_clone_tree(const char *path, bool recursive);
int start_make_tree_read_only(int tree, bool recursive);
int start_attach_tree(int tree, int target);

// MARK: Files

/// O_PATH, which Swift does not see.
extern const int start_path_only;
/// A pipe that programs do not inherit and whose reading end never blocks.
int start_pipe(int *read_end, int *write_end);
int start_open(const char *path, int flags, mode_t mode);
/// Opens a path as a process whose root is `root` would see it: no link leads out.
int start_open_inside(int root, const char *path, int flags, mode_t mode);
int start_remove_children(int directory);
int start_random_bytes(void *buffer, size_t count);
int start_bring_up_loopback(void);
int start_connect_unix(const char *path);
bool start_is_mount_point(const char *path);
void start_set_process_name(const char *name);

// MARK: Signals

/// Blocks every signal that is forwarded, remembers the mask for children, and returns a signalfd that delivers them.
int start_signal_descriptor(void);
/// The next pending signal, 0 when none is pending.
int start_next_signal(int descriptor);
/// 128 + signal number for a process ended by a signal, its exit code otherwise.
int start_exit_code(int wait_status);
/// The signal that ended the process, 0 if it exited.
int start_ending_signal(int wait_status);

// MARK: Terminals

int start_open_terminal(uint16_t rows, uint16_t columns, uint16_t x_pixels, uint16_t y_pixels, int *subordinate);
/// Switches the caller's terminal to raw mode; the mode it had is restored at exit.
int start_make_terminal_raw(int descriptor);
/// Copies the window size of one terminal to the other.
int start_copy_terminal_size(int from, int to);

// MARK: Processes

/// What a child does before its program starts.
struct start_execution {
    /// Directory that becomes the root of a private mount namespace; null keeps the present one.
    const char *root;
    /// The child is process 1 of a new process namespace and mounts procfs under `root` first.
    bool mounts_proc;
    bool changes_user;
    uid_t user;
    gid_t group;
    const gid_t *groups;
    size_t group_count;
    const char *directory;
    /// Null-terminated. A null pointer means: no program, be a reaper until a termination signal.
    char *const *arguments;
    char *const *environment;
    /// Descriptors that become 0, 1 and 2; negative ones are inherited.
    int input, output, errors;
    /// Descriptor 0 becomes the controlling terminal.
    bool controls_terminal;
    /// Dies when its parent dies.
    bool dies_with_parent;
};

/// Which step failed, in words, and its errno.
struct start_failure {
    char step[32];
    int error;
};

/// Forks and starts the program. Returns once the program runs (or procfs is mounted, without one); -1 and `failure` if a step failed.
pid_t start_execute(const struct start_execution *execution, struct start_failure *failure);
