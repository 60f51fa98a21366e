"""The power of the judge over many seeds: `python -m tests.judge.mutations --seeds 200`.

As many layers at a time as there are cores. With `--here` the corpus runs in these processes
instead of the sandbox, which is faster. With `--select` it chooses the mechanical mutants anew
instead, after a change of the rewrites.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.judge.mutations import selection
from tests.judge.mutations.contract import CONTRACTS
from tests.runner_here import RunnerHere

if TYPE_CHECKING:
    from tests.judge.mutations.power import Tally

_LINE = "{:22} {:>13} {:>13} {:>13}"


def main() -> None:
    """Choose mutants, or judge the corpus and print how that went, layer by layer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--layer", action="append", choices=list(CONTRACTS))
    parser.add_argument("--only", choices=["right", "wrong"])
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--select", action="store_true")
    arguments = parser.parse_args()
    if arguments.select:
        selection.write(selection.select())
        return
    kinds = {arguments.only} if arguments.only else {"right", "wrong"}
    seeds = {kind: range(arguments.seeds * (kind in kinds)) for kind in ("right", "wrong")}
    _judge(arguments.layer or list(CONTRACTS), seeds, here=arguments.here)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _judge(layers: list[str], seeds: Mapping[str, range], *, here: bool) -> None:
    _say(_LINE.format("layer", "caught", "blamed", "named right"))
    tallies = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        of_layer = partial(_tally, seeds=seeds, here=here)
        for layer, tally in zip(layers, pool.map(of_layer, layers), strict=True):
            tallies.append(tally)
            _say(_row(layer, tally))
    _say(_row("all", _sum(tallies)))
    for each in tallies:
        _details(each)


def _tally(layer: str, seeds: Mapping[str, range], *, here: bool) -> "Tally":
    """How the judge fares with a layer, in a process of the pool."""
    from tests.judge.mutations.power import runner_of_this_host, tally_of  # needs a selection

    if here:
        return tally_of(layer, RunnerHere(), seeds)
    with runner_of_this_host() as runner:
        return tally_of(layer, runner, seeds)


def _row(title: str, each: "Tally") -> str:
    caught = f"{each.wrong - each.missed}/{each.wrong}"
    named = f"{each.nameable - each.unnamed}/{each.nameable}"
    return _LINE.format(title, caught, f"{each.falsely_blamed}/{each.right}", named)


def _sum(tallies: "list[Tally]") -> "Tally":
    names = ("wrong", "right", "nameable", "unnamed", "missed", "falsely_blamed")
    total = {name: sum(getattr(each, name) for each in tallies) for name in names}
    return replace(tallies[0], **total)


def _details(each: "Tally") -> None:
    for name, found in each.uncaught.items():
        _say(f"not caught: {name}, seeds {found[:10]}")
    for name, found in each.blamed.items():
        _say(f"blamed: {name}, seeds {found[:10]}")
    for name, share in each.miscounted.items():
        _say(f"other points lost: {name}, {share:.3f} of all")
    for name, codes in each.nameless.items():
        _say(f"not named: {name}, said {', '.join(sorted(codes))}")


if __name__ == "__main__":
    main()
