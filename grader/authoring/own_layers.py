"""A bundle of layers to be written, with a file to begin from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from grader.authoring import problems
from grader.authoring.choices import OwnLayers
from grader.authoring.definitions import common_tables, without_nothing
from grader.authoring.sentences import TRACK_TEXTS, statement_of_layers
from grader.authoring.toml_text import toml_text
from grader.bundles.folder import BundleError, open_folder
from grader.definition.bundle import FILE_NAME, Bundle
from grader.definition.layer_tasks import Convention, LayerTask
from grader.layers.catalogue import KINDS
from grader.layers.catalogue.specification import Specification
from grader.layers.trials.choices import KNOWN_LAYERS
from grader.layers.trials.conventions import roles_of

_LAYERS, _SPARE_LINE = tuple(KINDS), "\n\n"


def layer_names() -> tuple[str, ...]:
    """Every layer that can be asked for, by its name."""
    return _LAYERS


def usual_choices(name: str) -> tuple[str, str]:
    """What a layer has where nothing is chosen, as `read_choices` reads it: sizes and arguments."""
    kind = KINDS[name]
    sizes = ", ".join(f"{letter} = {size}" for letter, size in kind.sizes.items())
    usual = ((each, known.usual) for each, known in kind.arguments.items())
    return sizes, ", ".join(f"{each} = {value}" for each, value in usual if value is not None)


def read_task(name: str, points: float, sizes: str = "", arguments: str = "") -> LayerTask:
    """A layer with what was chosen, such as `D = 8, M = 2`, for its sizes and arguments.

    Raises BundleError for a text that cannot be read; values are looked at in the bundle.
    """
    found = {
        "layer": name,
        "points": points,
        "shapes": {k: int(v) for k, v in _pairs(name, sizes, problems.SIZES, whole=True)},
        "arguments": dict(_pairs(name, arguments, problems.ARGUMENTS, whole=False)),
    }
    try:
        return LayerTask.model_validate({key: value for key, value in found.items() if value != {}})
    except ValidationError:
        got = f"{points:g}"
        refused = problems.LAYER_TEXT_REFUSED(what=problems.POINTS, layer=name[:40], got=got)
        raise BundleError((refused,)) from None


def _pairs(
    layer: str, text: str, what: str, *, whole: bool
) -> Iterator[tuple[str, float | int | str]]:
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, mark, said = (each.strip() for each in part.partition("="))
        value = _value(said)
        is_good = name.isidentifier() and mark and value is not None
        if not is_good or (whole and not isinstance(value, int)):
            got = part[:40]
            refused = problems.LAYER_TEXT_REFUSED(what=what, layer=layer[:40], got=got)
            raise BundleError((refused,))
        assert value is not None
        yield name, value


def _value(text: str) -> float | int | str | None:
    """A whole number, another number or a word; None for nothing."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text.strip("\"'") or None


def write_own_layers(folder: Path, choices: OwnLayers) -> Bundle:
    """Write the bundle into an empty folder: the same choices give the same bytes.

    Raises BundleError with what is wrong with them.
    """
    choices.require()
    (folder / "layers.py").write_bytes(_starter(choices).encode())
    statement: dict[str, str] = {}
    for locale, title in choices.common.words.title.items():
        if title.strip():
            said = choices.common.words.statement.get(locale, "").strip()
            rows = [
                (each.layer, f"{each.points:g}", KINDS[each.layer].gives.replace("|", "\\|"))
                for each in choices.tasks
                if each.layer in KINDS
            ]
            text = said or statement_of_layers(locale, title=title.strip(), rows=rows)
            statement[locale] = f"statement.{locale}.md"
            (folder / statement[locale]).write_bytes(f"{text}\n".encode())
    (folder / FILE_NAME).write_text(toml_text(_document(choices, statement)), "utf-8")
    return open_folder(folder)


def _document(choices: OwnLayers, statement: dict[str, str]) -> dict[str, Any]:
    title, rules = TRACK_TEXTS["layers"]
    locales = list(statement)
    return without_nothing(
        {
            **common_tables(choices.common, "layers", statement, ["layers.py"]),
            "tracks": [{"slug": "main", "title": title(locales), "rules": rules(locales)}],
            "layers": {
                "convention": choices.convention,
                "tasks": [task.model_dump(exclude_defaults=True) for task in choices.tasks],
            },
        }
    )


def _starter(choices: OwnLayers) -> str:
    """A file that has every layer, and none written."""
    known = [task for task in choices.tasks if task.layer in KINDS]
    good = [task for task in known if not any(KNOWN_LAYERS.faults_of(task))]
    parts = [
        "\n".join(_stub(choices.convention, KINDS[t.layer].specification(t.shapes, t.arguments)))
        for t in good
    ]
    head = '"""Replace each `raise` with your own code."""\n\nimport numpy as np'
    return f"{_SPARE_LINE}\n".join([head, *parts]) + "\n"


def _stub(convention: Convention, layer: Specification) -> Iterator[str]:
    if convention == "B":
        yield from _functions(layer)
        return
    roles = roles_of(convention, layer)
    constructor = _sizes(layer) if convention == "E" else roles.constructor
    yield f"class {layer.name}:"
    if constructor:
        yield f"    def __init__(self, {', '.join(constructor)}):"
        yield "        raise NotImplementedError\n"
    yield f"    def forward(self, {', '.join(roles.forward)}):"
    yield "        raise NotImplementedError\n"
    upstream = "dout=1" if layer.is_loss else ", ".join(roles.upstream)
    yield "    def update(self):" if layer.updates else f"    def backward(self, {upstream}):"
    yield "        raise NotImplementedError"


def _sizes(layer: Specification) -> tuple[str, ...]:
    """What a constructor of convention E takes: sizes by their letters, then what is chosen."""
    kind = KINDS[layer.name]
    letters, wanted = [], iter(kind.specification().sizes)
    size = next(wanted, None)
    for letter, usual in kind.sizes.items():
        if usual == size:
            letters.append(letter)
            size = next(wanted, None)
    return (*letters, *layer.settings)


def _functions(layer: Specification) -> Iterator[str]:
    """The functions of convention B; what is chosen of a layer comes in one dict, the last."""
    chosen = ["param"] if layer.settings or layer.has_modes else []
    given = ", ".join([*layer.arguments, *(name.lower() for name in layer.parameters), *chosen])
    name = layer.function if layer.is_loss else f"{layer.function}_forward"
    yield f"def {name}({given}):\n    raise NotImplementedError"
    if not layer.is_loss:
        upstream = (
            [f"dout{n}" for n in range(1, layer.copies + 1)] if layer.copies > 1 else ["dout"]
        )
        taken = ", ".join([*upstream, "cache"])
        yield f"\n\ndef {layer.function}_backward({taken}):\n    raise NotImplementedError"
