"""What student code may ask of the kernel: a table of what is allowed and of what ends it.

All else fails with EPERM, so that honest code which opens a file, starts a thread or a process
reads "Operation not permitted" in its own traceback. Each allowed call is one that CPython or
NumPy makes after their import while they compute, print, sleep or draw random numbers.

Left out on purpose: duplicating a descriptor, so that 1, 2 and 3 stay what they are;
changing signals, timers or limits, so that SIGXCPU and SIGALRM end the process as we set them up;
anything that names another process, another file or a socket; what only threads ask for (gettid,
sched_yield, sched_getaffinity); and what the C library no longer asks for (time, gettimeofday,
nanosleep).
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass

ANSWERS_DENIED = errno.EPERM

REQUESTS_AND_REPLIES = 3  # one socket
STANDARD_OUTPUT, STANDARD_ERROR = 1, 2

_THIS_PROCESS = 0
_SET_MODE_FILTER = 1
# Source: Linux, include/uapi/asm-generic/mman-common.h, linux/futex.h and linux/time.h.
_PROT_EXEC = 0x4
_MAP_ANONYMOUS = 0x20
_MADV_DONTNEED, _MADV_HUGEPAGE = 4, 14
_FUTEX_WAIT, _FUTEX_WAKE, _FUTEX_WAIT_BITSET = 0, 1, 9
_FUTEX_PRIVATE, _FUTEX_CLOCK_REALTIME = 0x80, 0x100
_FIXED_CLOCKS = 0xF  # beyond them are the clocks of other processes and of devices

_WORD = 0xFFFFFFFF


@dataclass(frozen=True)
class MaskedEqual:
    """Holds where the low 32 bits of an argument, under `mask`, are `value`.

    Only the low half is looked at, since it is all that the kernel takes: descriptors, clocks,
    advice and futex operations are C ints, and the flags that we look for lie in it.
    """

    argument: int  # counted from 0
    value: int
    mask: int = _WORD


Condition = tuple[
    tuple[MaskedEqual, ...], ...
]  # one row of it must hold, and all words of that row

ALWAYS: Condition = ((),)


def _one_of(argument: int, *values: int, ignoring: int = 0) -> Condition:
    return tuple((MaskedEqual(argument, value, _WORD & ~ignoring),) for value in values)


def _without(argument: int, bits: int) -> MaskedEqual:
    return MaskedEqual(argument, 0, bits)


def _with(argument: int, bits: int) -> MaskedEqual:
    return MaskedEqual(argument, bits, bits)


_A_FIXED_CLOCK: Condition = ((_without(0, _WORD & ~_FIXED_CLOCKS),),)

# In the order in which a filter looks for them: the most frequent first.
ALLOWED: Mapping[str, Condition] = {
    "read": _one_of(0, REQUESTS_AND_REPLIES),
    "write": _one_of(0, REQUESTS_AND_REPLIES, STANDARD_OUTPUT, STANDARD_ERROR),
    # Waiting for a lock, with a deadline or without. Operations with inherited priority and those
    # that move waiters are no part of Python's locks, and were the way into kernels before.
    # Only those private to the process: others go by the file behind a page, and libraries are
    # files that all submissions have in common.
    "futex": _one_of(
        1,
        *(_FUTEX_PRIVATE | each for each in (_FUTEX_WAIT_BITSET, _FUTEX_WAKE, _FUTEX_WAIT)),
        ignoring=_FUTEX_CLOCK_REALTIME,
    ),
    # CPU time, as time.process_time reads it; and all clocks where the kernel has no quick way.
    "clock_gettime": _A_FIXED_CLOCK,
    # Memory for arrays, never from a file and never to be executed.
    "mmap": ((_with(3, _MAP_ANONYMOUS), _without(2, _PROT_EXEC)),),
    "munmap": ALWAYS,
    "brk": ALWAYS,
    "mremap": ALWAYS,  # realloc of a large block; it keeps the protection
    "madvise": _one_of(2, _MADV_HUGEPAGE, _MADV_DONTNEED),  # NumPy's and malloc's
    "mprotect": ((_without(2, _PROT_EXEC),),),  # malloc grows its later heaps so
    "getrandom": ALWAYS,  # numpy.random.default_rng() and os.urandom
    "clock_nanosleep": _A_FIXED_CLOCK,  # time.sleep
    "clock_getres": _A_FIXED_CLOCK,  # time.get_clock_info
    "getpid": ALWAYS,  # each record of logging holds it
    "rt_sigreturn": ALWAYS,  # the end of a handler that was set up before
    # For our own last steps before student code: to set limits once they are known, then to load
    # the seal, which takes back both.
    "prlimit64": _one_of(0, _THIS_PROCESS),
    "seccomp": _one_of(0, _SET_MODE_FILTER),
    # The end of a reply, and of what may be printed; nothing opens them again.
    "close": _one_of(0, REQUESTS_AND_REPLIES, STANDARD_OUTPUT, STANDARD_ERROR),
    "restart_syscall": ALWAYS,  # the kernel's own, when a wait goes on after a stop
    "exit_group": ALWAYS,
    "exit": ALWAYS,  # the C library asks for it until it is obeyed
}

# No honest NumPy code makes these by any library call: they end the process with SIGSYS, so that
# an attack has one try and leaves a trace.
KILLED: tuple[str, ...] = (
    # Another program in this one's place.
    *("execve", "execveat"),
    # Another process: its memory, its descriptors, its end.
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease"),
    *("kcmp", "pidfd_open", "pidfd_getfd", "pidfd_send_signal"),
    # Large and often broken parts of the kernel, or helpers of those who break them.
    *("bpf", "perf_event_open", "userfaultfd", "memfd_secret"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),  # calls that no filter sees
    *("add_key", "request_key", "keyctl"),
    # Another view of the machine: its mounts, its namespaces, files by number.
    *("mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "mount_setattr"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "unshare", "setns"),
    *("open_by_handle_at", "name_to_handle_at", "fanotify_init"),
    # Another kernel, or other rules for this process.
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load"),
    *("reboot", "swapon", "swapoff", "acct", "syslog"),
    *("personality", "modify_ldt", "iopl", "ioperm"),
)

# What the seal, a second filter over the first, takes back: the filter is loaded long before a
# request comes, and its limits are set right before student code. Who could still lower limits
# could be killed by the kernel's hand whenever it likes, and pass that off as our fault.
SEALED_DENIED: tuple[str, ...] = ("prlimit64",)
SEALED_KILLED: tuple[str, ...] = ("seccomp",)
