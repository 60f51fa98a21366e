"""`make faults`: many deaths of a server, one audit, a line in `tests/faults/faults.log`.

`python -m tests.faults --cycles 20 --database sqlite --no-log` to try something.
"""

import argparse
import itertools
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.databases import postgres_server, sqlite_url
from tests.faults.cycles import CUT, FULL, RANDOM, Result, Run
from tests.faults.log import LOG, note
from tests.faults.points import POINTS

_MOST_BYTES = 8_000_000_000
_DISK_BYTES = 200_000_000
_MOST_MINUTES = 60.0
_OFTEN = 5  # times in each turn beside the named points


def main() -> int:
    """Run the cycles that are asked for on each database; 0 where no promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cycles", type=int, default=200, help="bursts on each database")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--minutes", type=float, default=_MOST_MINUTES, help="at the most, each")
    parser.add_argument(
        "--point", choices=[*POINTS, RANDOM, CUT, FULL], action="append", help="only these"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--no-log", action="store_true", help="write no line")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    well = True
    for kind in asked.database or ["sqlite", "postgresql"]:
        rng = random.Random(asked.seed)
        with (
            tempfile.TemporaryDirectory(prefix="gradus-faults-") as folder,
            _small_disk(Path(folder) / "data") as is_small,
            _url(kind, Path(folder) / "data") as url,
        ):
            turn = asked.point or _turn(kind, is_small=is_small)
            points = [*itertools.islice(_turns(rng, turn), asked.cycles)]
            result = Run(Path(folder), url, rng).run(points, asked.minutes * 60)
        _tell(kind, asked.seed, result)
        if not asked.no_log:
            note(LOG, kind, result, datetime.now(UTC))
        well = well and not result.violations
    return 0 if well else 1


def _turn(kind: str, *, is_small: bool) -> list[str]:
    """Every point once, and a few times what is random, as far as it can be had here."""
    often = [RANDOM, *([CUT] if kind == "postgresql" else []), *([FULL] if is_small else [])]
    return [*POINTS, *often * _OFTEN]


def _turns(rng: random.Random, turn: list[str]) -> Iterator[str]:
    """Every point once in each turn, in another order each time."""
    while True:
        yield from rng.sample(turn, len(turn))


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """A data directory on a disk of its own that can be filled; whether it has one."""
    folder.mkdir(mode=0o700)
    mount = ("mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES},mode=700", "tmpfs", str(folder))
    is_small = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield is_small
    finally:
        if is_small:
            subprocess.run(("umount", str(folder)), check=True)


@contextmanager
def _url(kind: str, data_dir: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        yield sqlite_url(data_dir)
        return
    with postgres_server() as server:
        yield server.empty()


def _tell(kind: str, seed: int, result: Result) -> None:
    for violation in result.violations:
        sys.stdout.write(f"{violation}\n")
    sys.stdout.write(
        f"{kind}, seed {seed}: {result.cycles.total()} cycles, {result.acknowledged} acknowledged,"
        f" {len(result.violations)} violations, {result.seconds:.0f} s\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
