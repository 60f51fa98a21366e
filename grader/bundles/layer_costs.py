"""Whether right files of layers cost more than a judge may spend, and what they cost.

Arrays are counted wherever a bundle is opened. Time depends on the machine, so it is asked for
where a bundle is new: before a push and when one arrives.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from grader.bundles import lint_problems, problems
from grader.bundles.definition_file import DefinitionFile, key_name
from grader.definition.bundle import FILE_NAME
from grader.definition.definition import Definition
from grader.definition.layer_tasks import Layers
from grader.layers.catalogue import KINDS
from grader.layers.trials.cost import MOST_BYTES, MOST_SECONDS, Cost, costs_of
from grader.problems import Problem, ProblemKind

_MEGABYTE = 1_000_000


def size_problems(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """What is too large for the judge: one array, or all those of a right file."""
    if definition.layers is None:
        return
    costs = _costs(definition.layers)
    worst, total = _largest(costs), sum(each.array_bytes for each in costs)
    if costs[-1].is_too_large:
        found = {"megabytes": _megabytes(costs[-1].largest_bytes)}
        found |= {"most": _megabytes(costs[-1].allowed_bytes)}
        yield _problem(problems.LAYER_TOO_LARGE, file, definition.layers, costs[-1], found)
    elif total > MOST_BYTES:
        found = {"megabytes": _megabytes(total), "share": _megabytes(worst.array_bytes)}
        found |= {"most": _megabytes(MOST_BYTES)}
        yield _problem(problems.FILE_TOO_LARGE, file, definition.layers, worst, found)


def time_problems(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """Whether right files take too long, on this machine."""
    if definition.layers is None:
        return
    costs = _costs(definition.layers)
    seconds = sum(each.seconds for each in costs)
    if seconds > MOST_SECONDS:
        slowest = max(costs, key=lambda each: each.seconds)
        found = {"seconds": f"{seconds:.1f}", "most": f"{MOST_SECONDS:g}"}
        yield _problem(problems.FILE_TOO_SLOW, file, definition.layers, slowest, found)


def cost_notes(file: DefinitionFile, definition: Definition) -> Iterator[Problem]:
    """What a right file costs."""
    if definition.layers is None:
        return
    costs = _costs(definition.layers)
    worst = _largest(costs)
    yield lint_problems.LAYERS_COST(
        megabytes=_megabytes(sum(each.array_bytes for each in costs)),
        seconds=f"{sum(each.seconds for each in costs):.2g}",
        layer=worst.layer,
        share=_megabytes(worst.array_bytes),
        most=_megabytes(MOST_BYTES),
        most_seconds=f"{MOST_SECONDS:g}",
        line=file.line("layers"),
    )


def _costs(layers: Layers) -> tuple[Cost, ...]:
    return _costs_of_text(layers.model_dump_json())


@lru_cache(maxsize=64)
def _costs_of_text(layers: str) -> tuple[Cost, ...]:
    """The costs of a table `layers`, as JSON; a bundle is opened more often than it changes."""
    return tuple(costs_of(Layers.model_validate_json(layers)))


def _largest(costs: tuple[Cost, ...]) -> Cost:
    return max(costs, key=lambda each: each.array_bytes)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.2g}" if size < 10 * _MEGABYTE else f"{size / _MEGABYTE:.0f}"


def _problem(
    kind: ProblemKind, file: DefinitionFile, layers: Layers, cost: Cost, values: Mapping[str, str]
) -> Problem:
    """What a layer costs too much of, where it stands, and the sizes to choose from."""
    number, task = next((i, t) for i, t in enumerate(layers.tasks) if t.layer == cost.layer)
    at = ("layers", "tasks", number)
    sizes = {**KINDS[task.layer].shapes, **task.shapes}
    said = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    place = {"file": FILE_NAME, "key": key_name(at), "layer": cost.layer, "sizes": said}
    return Problem(code=kind.code, values={**place, **values}, line=file.line(*at))
