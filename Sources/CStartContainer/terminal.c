#define _GNU_SOURCE
#include "CStartContainer.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios original_mode;
static int raw_terminal = -1;

int start_open_terminal(uint16_t rows, uint16_t columns, uint16_t x_pixels, uint16_t y_pixels, int *subordinate) {
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return -1;
    struct winsize size = {.ws_row = rows, .ws_col = columns, .ws_xpixel = x_pixels, .ws_ypixel = y_pixels};
    if (grantpt(terminal) < 0 || unlockpt(terminal) < 0 || (rows && ioctl(terminal, TIOCSWINSZ, &size) < 0)) goto failed;
    // Asked of the kernel instead of opened by name: the name belongs to another mount namespace.
    *subordinate = ioctl(terminal, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*subordinate >= 0) return terminal;
failed:
    close(terminal);
    return -1;
}

static void restore_terminal(void) {
    if (raw_terminal >= 0) tcsetattr(raw_terminal, TCSANOW, &original_mode);
}

int start_make_terminal_raw(int descriptor) {
    struct termios mode;
    if (tcgetattr(descriptor, &original_mode) < 0) return -1;
    mode = original_mode;
    cfmakeraw(&mode);
    raw_terminal = descriptor;
    atexit(restore_terminal);
    return tcsetattr(descriptor, TCSANOW, &mode);
}

int start_copy_terminal_size(int from, int to) {
    struct winsize size;
    if (ioctl(from, TIOCGWINSZ, &size) < 0) return -1;
    return ioctl(to, TIOCSWINSZ, &size);
}
