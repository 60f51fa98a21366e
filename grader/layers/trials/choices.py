"""What a bundle chose about a layer, checked."""

from collections.abc import Iterator, Mapping

import numpy as np

from grader.definition.layer_tasks import ChoiceFault, KnownLayers, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.kind import MOST, Choices, Kind
from grader.layers.trials.cost import is_far_too_large


def faults_of(task: LayerTask) -> Iterator[ChoiceFault]:
    """Everything wrong with the choices about a layer."""
    kind, shapes, arguments = KINDS[task.layer], task.shapes, task.arguments
    found = [*_names(kind, shapes, arguments), *_values(kind, shapes, arguments)]
    if found:
        yield from found
        return
    try:
        layer = kind.specification(shapes, arguments)
        if not is_far_too_large(task):  # which is told with what it costs
            layer.evaluate(layer.sample(np.random.default_rng(0), 2, 1.0))
    except ValueError as error:
        yield ChoiceFault(("shapes",), str(error))
        return
    for place, name in enumerate(task.hidden):
        if name not in layer.tests:
            yield ChoiceFault(("hidden", place), ", ".join(sorted(layer.tests)))


def _names(kind: Kind, shapes: Mapping[str, int], arguments: Choices) -> Iterator[ChoiceFault]:
    for table, given, known in (
        ("shapes", shapes, kind.shapes),
        ("arguments", arguments, kind.arguments),
    ):
        for name in given:
            if name not in known:
                yield ChoiceFault((table, name), ", ".join(known) or "nothing")


def _values(kind: Kind, shapes: Mapping[str, int], arguments: Choices) -> Iterator[ChoiceFault]:
    for name, size in shapes.items():
        least = 0 if kind.shapes.get(name) == 0 else 1
        if name in kind.shapes and not least <= size <= MOST:
            yield ChoiceFault(("shapes", name), f"{least} to {MOST}")
    for name, value in arguments.items():
        argument = kind.arguments.get(name)
        if argument is not None and not argument.takes(value):
            yield ChoiceFault(("arguments", name), argument.expected)


KNOWN_LAYERS = KnownLayers(tuple(KINDS), faults_of)
