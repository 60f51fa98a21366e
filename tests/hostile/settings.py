"""The settings in which the corpus is run besides this process: as nobody, as in a container.

Nobody can read neither a private home nor a virtual environment in it. So what the driver imports
is copied to a folder that all can read, and run by an interpreter that all can execute.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.harness import Report

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
DRIVER = ("-m", "tests.hostile.drive", "--json")
DOCKER_PROFILE = Path(__file__).with_name("docker_profile.py")
PATIENCE_S = 600.0
_OURS = ("grader", "languages", "reference", "tests/hostile")
_IMPORTED = """
import sys, sysconfig, tests.hostile.drive
site = sysconfig.get_path("purelib")
names = {name.partition(".")[0] for name in sys.modules}
for module in map(sys.modules.get, names):
    file = getattr(module, "__file__", None) or ""
    if file.startswith(site):
        print(file)
"""
_VERSION = "import sys; print(*sys.version_info[:2])"


class NotHereError(Exception):
    """This setting cannot be had on this machine, and why."""


@dataclass(frozen=True)
class Readable:
    """Everything that the driver needs, where all can read it."""

    interpreter: Path
    folder: Path

    @classmethod
    def make_in(cls, folder: Path) -> "Readable":
        """A copy in `folder`. Raises NotHereError where nobody could use it."""
        if os.geteuid() != 0:
            raise NotHereError("only root can become nobody")
        interpreter = _interpreter_for_all()
        folder.chmod(0o755)
        for source, name in _what_is_needed():
            _copy(source, folder / name)
        return cls(interpreter, folder)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the driver is started with."""
        path = os.environ.get("PATH", os.defpath)
        return {"PATH": path, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}

    def words(self, *arguments: str) -> list[str]:
        """The command that runs the driver."""
        return [str(self.interpreter), *DRIVER, *arguments]


def as_nobody(readable: Readable) -> Report:
    """The whole corpus in a harness of nobody's."""
    return _report(
        readable.words(),
        cwd=readable.folder,
        env=readable.environment,
        user=NOBODY,
        group=NOBODY,
        extra_groups=(),
    )


def as_in_docker() -> Report:
    """The whole corpus as root of a container. Raises NotHereError unless we are root."""
    if os.geteuid() != 0:
        raise NotHereError("only root can become what root is in a container")
    words = [sys.executable, str(DOCKER_PROFILE), sys.executable, *DRIVER]
    return _report(words, cwd=ROOT, env=dict(os.environ))


def report_of(words: Sequence[str], readable: Readable) -> Report:
    """What another command that runs the driver in the end has to say."""
    return _report(words, cwd=readable.folder, env=readable.environment)


def _report(words: Sequence[str], **options: object) -> Report:
    done = subprocess.run(  # type: ignore[call-overload]
        words, capture_output=True, text=True, check=False, timeout=PATIENCE_S, **options
    )
    if not done.stdout.startswith("{"):
        raise AssertionError(f"the driver ended with {done.returncode}: {done.stderr[-4000:]}")
    return Report.from_json(done.stdout)


def _interpreter_for_all() -> Path:
    """A Python of our version that nobody can execute."""
    minor = f"python3.{sys.version_info.minor}"
    names = (sys.executable, os.path.realpath(sys.executable), minor, "python3", "/usr/bin/python3")
    for found in filter(None, map(shutil.which, names)):
        if _version_for_nobody(found) == f"3 {sys.version_info.minor}":
            return Path(found)
    raise NotHereError(f"no {minor} on PATH that other users can execute")


def _version_for_nobody(interpreter: str) -> str:
    try:
        done = subprocess.run(
            [interpreter, "-I", "-c", _VERSION],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=NOBODY,
            group=NOBODY,
            extra_groups=(),
        )
    except PermissionError:
        return ""
    return done.stdout.strip()


def _what_is_needed() -> Iterator[tuple[Path, str]]:
    """Our own packages, and those that the driver imports; each with its place in the copy."""
    for name in _OURS:
        yield ROOT / name, name
    words = [sys.executable, "-c", _IMPORTED]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    for file in map(Path, done.stdout.split()):
        package = file.parent if file.name == "__init__.py" else file
        yield package, package.name
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            yield libraries, libraries.name


def _copy(source: Path, target: Path) -> None:
    """Copy a package or a module and let all read it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    if source.is_dir():
        skipped = shutil.ignore_patterns("tests") if source.name == "numpy" else None
        shutil.copytree(source, target, ignore=skipped)
    else:
        shutil.copy2(source, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
