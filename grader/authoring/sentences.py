"""The words of an assignment that nobody has written yet, in the languages of its title."""

from collections.abc import Callable, Mapping, Sequence

from languages import LOCALES, Locale, translatable, translate

ByLocale = Callable[[Sequence[str]], dict[str, str]]
"""From languages to a text in each."""


def in_each(sentence: str) -> ByLocale:
    """A sentence of ours in each of some languages."""

    def said(locales: Sequence[str]) -> dict[str, str]:
        return {locale: translate(sentence, locale) for locale in LOCALES if locale in locales}

    return said


TRACK_TEXTS: Mapping[str, tuple[ByLocale, ByLocale]] = {
    "program": (
        in_each(translatable("Proved")),
        in_each(
            translatable(
                "Write the model yourself: Python's standard library and NumPy only. Upload the "
                "program; the server trains it."
            )
        ),
    ),
    "claimed": (
        in_each(translatable("Restricted")),
        in_each(
            translatable(
                "Write the model yourself: Python's standard library and NumPy only. By submitting "
                "you say that you did."
            )
        ),
    ),
    "unrestricted": (
        in_each(translatable("Unrestricted")),
        in_each(translatable("Any library and any model.")),
    ),
    "layers": (
        in_each(translatable("Layers")),
        in_each(
            translatable(
                "Python's standard library and NumPy only; derive and write the gradients yourself."
            )
        ),
    ),
}
BASELINE_TITLES: Mapping[str, ByLocale] = {
    "constant": in_each(translatable("The best constant")),
    "ridge": in_each(translatable("Ridge regression")),
}
_TASK = translatable(
    "Predict **{target}** of {hidden} rows. {training} rows with the answer are there to learn "
    "from."
)
_COLUMNS = translatable("The columns to predict from are {features}.")
_MORE = translatable("and {count} more")
_FILES = translatable(
    "`train.csv` has the column `{target}`, and `test.csv` the rows to be predicted, each with an "
    "`id`. Upload a CSV with the columns `id` and `prediction`, one row for each `id`, like "
    "`sample_submission.csv`."
)
_PROGRAMS = translatable(
    "`train.csv` has the column `{target}`. The rows to be predicted stay on the server, which "
    "trains your program and asks it."
)
_CLASSES = translatable("Classes are numbered: {classes}.")
_METRIC = translatable("Scores are by the metric `{metric}`.")
_PRIVATE = translatable(
    "Until the reveal the board ranks by some of the rows; the others decide in the end."
)
_LAYERS = translatable(
    "Write the layers of `layers.py`, each with its forward and its backward pass. A file may be "
    "submitted at any time; layers that are not written yet cost only their own points."
)
_LAYER, _POINTS = translatable("Layer"), translatable("Points")
_SHOWN_FEATURES = 20


def statement_of_data(  # noqa: PLR0913 - one for each thing that is said
    locale: Locale,
    *,
    title: str,
    target: str,
    metric: str,
    features: Sequence[str],
    training: int,
    hidden: int,
    classes: Mapping[str, str],
    offers_test: bool,
    has_private: bool,
) -> str:
    """What can be said of an assignment from its data alone, in Markdown without the last break."""
    shown = ", ".join(f"`{name}`" for name in features[:_SHOWN_FEATURES])
    if more := len(features) - _SHOWN_FEATURES:
        shown += f" {translate(_MORE, locale).format(count=more)}" if more > 0 else ""
    target = target.replace("`", "'")
    lines = [
        f"# {title}",
        translate(_TASK, locale).format(target=target, hidden=hidden, training=training),
        translate(_COLUMNS, locale).format(features=shown),
        translate(_FILES if offers_test else _PROGRAMS, locale).format(target=target),
    ]
    if classes:
        named = ", ".join(f"{number} = {name}" for number, name in classes.items())
        lines.append(translate(_CLASSES, locale).format(classes=named))
    lines.append(translate(_METRIC, locale).format(metric=metric))
    if has_private:
        lines.append(translate(_PRIVATE, locale))
    return "\n\n".join(lines)


def statement_of_layers(locale: Locale, *, title: str, rows: Sequence[tuple[str, str, str]]) -> str:
    """What can be said of layers: the name, points and forward of each, in Markdown."""
    head = (
        f"| {translate(_LAYER, locale)} | {translate(_POINTS, locale)} | `forward` |\n|---|---|---|"
    )
    table = "\n".join(f"| `{name}` | {points} | {gives} |" for name, points, gives in rows)
    return "\n\n".join([f"# {title}", translate(_LAYERS, locale), f"{head}\n{table}"])
