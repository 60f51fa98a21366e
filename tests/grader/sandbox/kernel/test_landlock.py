"""What Landlock denies student code, tried for real on kernels that offer it."""

import errno
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from grader.sandbox.kernel import landlock
from grader.sandbox.runner import Run

WITH_FILES, WITH_TCP, WITH_SIGNALS = 1, 4, 6
REFERENCE_FOLDER = str(landlock.__file__).partition("/grader/")[0]


def needs_version(version: int) -> pytest.MarkDecorator:
    """Skips a test where the kernel's Landlock is older than `version`."""
    found = landlock.version()
    reason = f"needs Landlock {version}; this kernel offers {found}"
    return pytest.mark.skipif(found < version, reason=reason)


@pytest.fixture
def attempt(run_plainly: Callable[..., Run]) -> Callable[[str], str]:
    """Runs statements as student code does, and gives what they printed, or the exception.

    Without the sandbox, where Landlock alone denies.
    """

    def attempt(*lines: str) -> str:
        body = "\n".join(f"    {line}" for line in lines)
        source = (
            "import os, sys\n"
            f"try:\n{body}\n"
            "except BaseException as error: print(type(error).__name__)\n"
            "class Layer:\n    def forward(self, x): return x\n"
        )
        ended: Run = run_plainly(source)
        return ended.output.strip()

    return attempt


@needs_version(WITH_FILES)
@pytest.mark.parametrize(
    "line",
    [
        "print(open('/etc/passwd').read())",
        "print(os.listdir('/'))",
        "print(open('/proc/self/environ').read())",
        "os.mkdir('/tmp/left-behind'); print('made')",
        "os.mkfifo('/tmp/left-behind'); print('made')",
        "os.symlink('/', 'link'); print('made')",
        "print(os.listdir('.'))",
    ],
)
def test_no_file_can_be_read_listed_or_made(attempt: Callable[..., str], line: str) -> None:
    assert attempt(line) == "PermissionError"


@needs_version(WITH_FILES)
def test_our_reference_cannot_be_imported(attempt: Callable[..., str]) -> None:
    said = attempt(
        f"sys.path.insert(0, {REFERENCE_FOLDER!r})",
        "from reference.affine import affine",
        "print('imported')",
    )

    assert said in ("ModuleNotFoundError", "PermissionError")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@needs_version(WITH_TCP)
def test_nothing_can_be_reached_over_tcp(
    attempt: Callable[..., str], listener: socket.socket
) -> None:
    port = listener.getsockname()[1].to_bytes(2, "big")
    address = b"\x02\x00" + port + socket.inet_aton("127.0.0.1") + bytes(8)

    said = attempt(
        "import numpy",
        "ctypes = numpy._core._internal.ctypes",
        "libc = ctypes.CDLL(None, use_errno=True)",
        "one = libc.socket(2, 1, 0)",
        f"libc.connect(one, {address!r}, 16)",
        "print(ctypes.get_errno())",
    )
    assert said == str(errno.EACCES)


@needs_version(WITH_SIGNALS)
def test_its_parent_cannot_be_signalled(attempt: Callable[..., str]) -> None:
    assert attempt("os.kill(os.getppid(), 0)", "print('sent')") == "PermissionError"


def test_what_a_kernel_does_not_offer_is_no_error() -> None:
    program = (
        "import os\nfrom grader.sandbox.kernel import landlock\n"
        "landlock.close_off(offered=0)\nprint(os.listdir('/'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert "etc" in ended.stdout


@pytest.mark.parametrize(
    ("offered", "files", "tcp", "scopes"),
    [(1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (9, 16, 3, 3)],
)
def test_each_version_denies_all_that_it_knows(
    offered: int, files: int, tcp: int, scopes: int
) -> None:
    assert landlock._newest(landlock._FILE_RIGHTS, offered) == files
    assert landlock._newest(landlock._TCP_RIGHTS, offered) == tcp
    assert landlock._newest(landlock._SCOPES, offered) == scopes
