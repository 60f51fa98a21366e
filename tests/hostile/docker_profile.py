"""A process as Docker starts one by default, without Docker.

    python tests/hostile/docker_profile.py COMMAND ...

As root: the fourteen capabilities, the system calls that the default profile denies, cgroups
mounted read-only, an own view of mounts; no no_new_privs, as Docker has none. What the profile
allows we allow, system calls of 32-bit conventions included, so that nothing here helps the
sandbox. Not simulated: AppArmor, masked paths, other namespaces.
Source: Docker documentation, "Seccomp security profiles for Docker", the table of significant
system calls; "docker run", "Runtime privilege and Linux capabilities".
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

EPERM, ENOSYS = 1, 38
# Names and numbers, from linux/capability.h.
_CAPABILITIES = """
    CHOWN 0; DAC_OVERRIDE 1; FOWNER 3; FSETID 4; KILL 5; SETGID 6; SETUID 7; SETPCAP 8;
    NET_BIND_SERVICE 10; NET_RAW 13; SYS_CHROOT 18; MKNOD 27; AUDIT_WRITE 29; SETFCAP 31;
"""
# Names, numbers on x86_64 and on aarch64; - where a machine has none.
_DENIED = """
    _sysctl 156 -; acct 163 89; add_key 248 217; bpf 321 280; clock_settime 227 112;
    create_module 174 -; delete_module 176 106; fanotify_init 300 262; finit_module 313 273;
    fsconfig 431 431; fsmount 432 432; fsopen 430 430; fspick 433 433; get_kernel_syms 177 -;
    get_mempolicy 239 236; init_module 175 105; io_uring_enter 426 426; io_uring_register 427 427;
    io_uring_setup 425 425; ioperm 173 -; iopl 172 -; kcmp 312 272; kexec_file_load 320 294;
    kexec_load 246 104; keyctl 250 219; lookup_dcookie 212 18; mbind 237 235; mount 165 40;
    mount_setattr 442 442; move_mount 429 429; move_pages 279 239; nfsservctl 180 42;
    open_by_handle_at 304 265; open_tree 428 428; perf_event_open 298 241; pidfd_getfd 438 438;
    pivot_root 155 41; process_madvise 440 440; query_module 178 -; quotactl 179 60;
    reboot 169 142; request_key 249 218; set_mempolicy 238 237; setdomainname 171 162;
    sethostname 170 161; setns 308 268; settimeofday 164 170; swapoff 168 225; swapon 167 224;
    sysfs 139 -; syslog 103 116; umount2 166 39; unshare 272 97; uselib 134 -; userfaultfd 323 282;
    ustat 136 -; vhangup 153 58;
"""
CLONE, CLONE3, PERSONALITY, SOCKET = (56, 220), (435, 435), (135, 92), (41, 198)
NEW_NAMESPACES = 0x7E020000  # flags of clone(2)
AF_VSOCK = 40
ALLOWED_PERSONALITIES = (0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF)

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_LOAD, _AND, _IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_NUMBER_AT, _CONVENTION_AT, _ARGUMENT_AT = 0, 4, 16
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_CAPSET = (126, 91)
_SECCOMP = (317, 277)
_CAPABILITY_VERSION_3 = 0x20080522
_PR_CAPBSET_DROP = 24
_CLONE_NEWNS = 0x20000
_MS_RDONLY, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
_LAST_CAPABILITY = 63

_libc = ctypes.CDLL(None, use_errno=True)


def main(words: Sequence[str]) -> None:
    """Become such a process and execute a command in it."""
    if os.geteuid() != 0:
        raise SystemExit("only root can become what root is in a container")
    column, _ = _MACHINES[platform.machine()]
    hide_cgroups()
    load(program(platform.machine()))
    keep_capabilities(column)
    os.execvp(words[0], list(words))


def hide_cgroups() -> None:
    """Mount every cgroup hierarchy read-only, in a view of our own."""
    _check("unshare", _libc.unshare(_CLONE_NEWNS))
    _mount("/", _MS_REC | _MS_PRIVATE)
    for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
        _, place, kind, *_ = line.split()
        if kind in {"cgroup", "cgroup2"}:
            _mount(place, _MS_REMOUNT | _MS_BIND | _MS_RDONLY)


def program(machine: str) -> bytes:
    """The profile as a seccomp program: what the table denies is denied, all else allowed."""
    column, convention = _MACHINES[machine]
    denied = [row[1 + column] for row in _rows(_DENIED)]
    steps = [
        (_LOAD, 0, 0, _CONVENTION_AT),
        *((_IF_EQUAL, 1, 0, convention), (_RETURN, 0, 0, _ALLOW)),
        (_LOAD, 0, 0, _NUMBER_AT),
        *(step for number in denied if number != "-" for step in _deny(int(number), EPERM)),
        *_deny(CLONE3[column], ENOSYS),
        *_look(CLONE[column], [(_AND, 0, 0, NEW_NAMESPACES)], (0,), among=_ALLOW, else_=EPERM),
        *_look(PERSONALITY[column], [], ALLOWED_PERSONALITIES, among=_ALLOW, else_=EPERM),
        *_look(SOCKET[column], [], (AF_VSOCK,), among=_ERRNO | EPERM, else_=0),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", code, yes, no, word) for code, yes, no, word in steps)


def load(code: bytes) -> None:
    """Put this process under a program, which root may do without giving up anything first."""
    column, _ = _MACHINES[platform.machine()]
    instructions = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("=H6xQ", len(code) // 8, ctypes.addressof(instructions))
    words = (ctypes.c_long(_SECCOMP[column]), ctypes.c_long(1), ctypes.c_long(0), header)
    _check("seccomp", _libc.syscall(*words))


def keep_capabilities(column: int) -> None:
    """Give up all capabilities but the fourteen, for good."""
    kept = [int(number) for _, number in _rows(_CAPABILITIES)]
    for number in range(_LAST_CAPABILITY + 1):
        if number not in kept:
            _libc.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # the last ones do not exist
    low = sum(1 << number for number in kept)
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    sets = struct.pack("=6I", low, low, 0, 0, 0, 0)  # effective, permitted, inheritable; twice
    _check("capset", _libc.syscall(ctypes.c_long(_CAPSET[column]), header, sets))


def _rows(table: str) -> list[list[str]]:
    return [words for row in table.split(";") if (words := row.split())]


def _deny(number: int, error: int) -> list[tuple[int, int, int, int]]:
    return [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | error)]


def _look(
    number: int,
    before: list[tuple[int, int, int, int]],
    values: Sequence[int],
    *,
    among: int,
    else_: int,
) -> list[tuple[int, int, int, int]]:
    """Decide on a call by its first argument. else_: an error, 0 for none."""
    rest = _ERRNO | else_ if else_ else _ALLOW
    body = [(_LOAD, 0, 0, _ARGUMENT_AT), *before]
    for value in values:
        body += [(_IF_EQUAL, 0, 1, value), (_RETURN, 0, 0, among)]
    body.append((_RETURN, 0, 0, rest))
    return [(_IF_EQUAL, 0, len(body), number), *body]


def _mount(place: str, flags: int) -> None:
    _check(f"mount {place}", _libc.mount(None, place.encode(), None, ctypes.c_ulong(flags), None))


def _check(name: str, result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
