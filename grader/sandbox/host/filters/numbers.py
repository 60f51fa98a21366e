"""The numbers of system calls on the machines that we build filters for.

Only calls that the policy names have a row. Source: Linux, arch/x86/entry/syscalls/syscall_64.tbl
and scripts/syscall.tbl, which aarch64 shares with the machines that came after it.
"""

from collections.abc import Mapping

# How the kernel tells a filter under which convention a call came in.
# Source: Linux, include/uapi/linux/audit.h.
CONVENTIONS: Mapping[str, int] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000  # set in the numbers of x86_64's second convention, with 32-bit pointers

_MACHINES = ("x86_64", "aarch64")
_TABLE: Mapping[str, tuple[int, int | None]] = {  # None: this machine never had it
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigreturn": (15, 139),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "execve": (59, 221),
    "exit": (60, 93),
    "ptrace": (101, 117),
    "syslog": (103, 116),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "acct": (163, 89),
    "mount": (165, 40),
    "umount2": (166, 39),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "iopl": (172, None),
    "ioperm": (173, None),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "fanotify_init": (300, 262),
    "prlimit64": (302, 261),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "seccomp": (317, 277),
    "getrandom": (318, 278),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount_setattr": (442, 442),
    "memfd_secret": (447, 447),
    "process_mrelease": (448, 448),
}


class UnsupportedMachineError(Exception):
    """We know no system call numbers of this machine, so no filter can be built for it."""

    def __init__(self, machine: str) -> None:
        known = " or ".join(_MACHINES)
        super().__init__(f"need {known} to build a filter, got {machine!r}")


def numbers_of(machine: str) -> Mapping[str, int]:
    """The number of each call of the policy that `machine` has, by name.

    Raises UnsupportedMachineError for a machine other than x86_64 and aarch64.
    """
    if machine not in _MACHINES:
        raise UnsupportedMachineError(machine)
    column = _MACHINES.index(machine)
    rows = ((name, row[column]) for name, row in _TABLE.items())
    return {name: number for name, number in rows if number is not None}
