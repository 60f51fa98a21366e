"""`make faults`: many deaths of a server, one audit, a line in `tests/faults/faults.log`.

`python -m tests.faults --cycles 20 --database sqlite --no-log` to try something.
"""

import argparse
import itertools
import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.databases import postgres_server, sqlite_url
from tests.faults.cycles import CUT, RANDOM, Result, Run
from tests.faults.log import LOG, note
from tests.faults.points import POINTS

_MOST_BYTES = 8_000_000_000
_MOST_MINUTES = 60.0
_OFTEN = 5  # times in each turn beside the named points


def main() -> int:
    """Run the cycles that are asked for on each database; 0 where no promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--cycles", type=int, default=200, help="bursts on each database")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--minutes", type=float, default=_MOST_MINUTES, help="at the most, each")
    parser.add_argument(
        "--point", choices=[*POINTS, RANDOM, CUT], action="append", help="only these"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--no-log", action="store_true", help="write no line")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    well = True
    for kind in asked.database or ["sqlite", "postgresql"]:
        rng = random.Random(asked.seed)
        turn = asked.point or [*POINTS, *[RANDOM] * _OFTEN, *_of_database(kind)]
        points = [*itertools.islice(_turns(rng, turn), asked.cycles)]
        with (
            tempfile.TemporaryDirectory(prefix="gradus-faults-") as folder,
            _url(kind, Path(folder)) as url,
        ):
            result = Run(Path(folder), url, rng).run(points, asked.minutes * 60)
        _tell(kind, asked.seed, result)
        if not asked.no_log:
            note(LOG, kind, result, datetime.now(UTC))
        well = well and not result.violations
    return 0 if well else 1


def _of_database(kind: str) -> list[str]:
    """Faults that only one kind of database has."""
    return [CUT] * _OFTEN if kind == "postgresql" else []


def _turns(rng: random.Random, turn: list[str]) -> Iterator[str]:
    """Every point once in each turn, in another order each time."""
    while True:
        yield from rng.sample(turn, len(turn))


@contextmanager
def _url(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        (folder / "data").mkdir()
        yield sqlite_url(folder / "data")
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
