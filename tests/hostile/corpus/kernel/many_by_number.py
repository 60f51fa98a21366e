# what: Makes 48 system calls by their numbers, harmless in themselves, and looks how each is answered.
# expect: scored
import sys

import numpy as np

ctypes = np._core._internal.ctypes  # what cannot be imported is still within reach
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
DENIED = (1, 13, 38)  # EPERM, EACCES, ENOSYS


def ask(number, *arguments):
    """Make a system call. An error other than a denial shows that the kernel looked at it."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    if result >= 0:
        raise SystemError(f"ESCAPED: system call {number} gave {result}")
    if ctypes.get_errno() not in DENIED:
        raise SystemError(f"ANSWERED: system call {number} gave errno {ctypes.get_errno()}")


room = ctypes.create_string_buffer(4096)
CALLS = (
    ("ioctl", (16, 29), (1, 0x5401, room,)),
    ("socket", (41, 198), (1, 1, 0,)),
    ("sendmsg", (46, 211), (3, room, 0,)),
    ("sendto", (44, 206), (3, room, 1, 0, 0, 0,)),
    ("recvmsg", (47, 212), (3, room, 0x40,)),
    ("shutdown", (48, 210), (3, 3,)),
    ("getsockopt", (55, 209), (3, 1, 17, room, room,)),
    ("setsockopt", (54, 208), (3, 1, 7, room, 4,)),
    ("shmget", (29, 194), (0, 4096, 0o1600,)),
    ("msgget", (68, 186), (0, 0o1600,)),
    ("semget", (64, 190), (0, 1, 0o1600,)),
    ("rt_sigaction", (13, 134), (10, 0, room, 8,)),
    ("rt_sigprocmask", (14, 135), (0, 0, room, 8,)),
    ("setitimer", (38, 103), (0, room, 0,)),
    ("timer_create", (222, 107), (0, 0, room,)),
    ("times", (100, 153), (room,)),
    ("getrusage", (98, 165), (0, room,)),
    ("uname", (63, 160), (room,)),
    ("sysinfo", (99, 179), (room,)),
    ("sethostname", (170, 161), (room, -1,)),
    ("settimeofday", (164, 170), (0, 0,)),
    ("clock_settime", (227, 112), (-1, room,)),
    ("adjtimex", (159, 171), (0,)),
    ("inotify_init1", (294, 26), (0,)),
    ("eventfd2", (290, 19), (0, 0,)),
    ("epoll_create1", (291, 20), (0,)),
    ("timerfd_create", (283, 85), (1, 0,)),
    ("signalfd4", (289, 74), (-1, room, 8, 0,)),
    ("memfd_create", (319, 279), (room, 0,)),
    ("pipe2", (293, 59), (room, 0,)),
    ("vmsplice", (278, 75), (1, room, 0, 0,)),
    ("quotactl", (179, 60), (0, 0, 0, 0,)),
    ("mbind", (237, 235), (0, 0, 0, 0, 0, 0,)),
    ("move_pages", (279, 239), (0, 0, 0, 0, 0, 0,)),
    ("mlockall", (151, 230), (4,)),
    ("io_setup", (206, 0), (1, room,)),
    ("mq_open", (240, 180), (room, 0o102, 0o600, 0,)),
    ("landlock_create_ruleset", (444, 444), (0, 0, 1,)),
    ("sched_setattr", (314, 274), (0, room, 0,)),
    ("pkey_alloc", (330, 289), (0, 0,)),
    ("membarrier", (324, 283), (0, 0, 0,)),
    ("rseq", (334, 293), (0, 0, 0, 0,)),
    ("close_range", (436, 436), (63, 63, 0,)),
    ("fcntl", (72, 25), (3, 1, 0,)),
    ("getdents64", (217, 61), (3, room, 64,)),
    ("sendmmsg", (307, 269), (3, room, 1, 0,)),
    ("futex_waitv", (449, 449), (room, 0, 0, 0, 0,)),
    ("map_shadow_stack", (453, 453), (0, 4096, 0,)),
)
COLUMN = ("x86_64", "aarch64").index(sys.implementation._multiarch.split("-")[0])
for name, numbers, arguments in CALLS:
    try:
        ask(numbers[COLUMN], *arguments)
    except SystemError:
        print("that was", name)
        raise


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
