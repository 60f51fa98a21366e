"""What routes and pages of new assignments read from a form."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, File, Form, UploadFile

from grader import MAX_OWN_BYTES, Convention, OwnData, OwnLayers, SplitBy
from server.authoring.forms import AskedCommon, AskedData, AskedLayers

LARGEST_FORM = 2 * MAX_OWN_BYTES + (1 << 20)
_Texts = Annotated[list[str], Form(description="One for each language, in their order.")]
_Moment = Annotated[str, Form(max_length=40, description="On the course's clock; empty: none.")]
_Rows = Annotated[list[str], Form(description="One for each layer, in the order of `layer`.")]
_File = Annotated[UploadFile | None, File(description="A CSV with its columns' names.")]
_HeldOut = Annotated[UploadFile | None, File(description="Hidden rows that are apart.")]
_Column = Annotated[str, Form(max_length=200, description="A column, by its name.")]


@dataclass(frozen=True)
class AskedAssignment:
    """What was sent."""

    kind: Literal["prediction", "layers"]
    common: AskedCommon
    data: AskedData
    layers: AskedLayers

    def read(self, zone: str) -> OwnData | OwnLayers:
        """The choices that it means. Raises 422 and BundleError."""
        task = self.layers if self.kind == "layers" else self.data
        return task.read(self.common.read(zone))


def read_common(  # noqa: PLR0913, PLR0917 - one for each field of the form
    slug: Annotated[str, Form(max_length=200, description="Its name in addresses.")],
    title: _Texts,
    summary: _Texts = [],  # noqa: B006 - never changed
    statement: _Texts = [],  # noqa: B006 - never changed
    visible_from: _Moment = "",
    opens_at: _Moment = "",
    closes_at: _Moment = "",
    reveal_at: _Moment = "",
    per_day: Annotated[int, Form(description="Tries a day.")] = 5,
    publish: Annotated[bool, Form(description="No draft.")] = False,  # noqa: FBT002 - a field
) -> AskedCommon:
    """What every new assignment has."""
    dates = (visible_from, opens_at, closes_at, reveal_at)
    return AskedCommon(slug, title, summary, statement, *dates, per_day, not publish)


def read_data(  # noqa: PLR0913, PLR0917 - one for each field of the form
    data: _File = None,
    held_out: _HeldOut = None,
    target: _Column = "",
    metric: Annotated[str, Form(max_length=40, description="What scores predictions.")] = "mae",
    track: Annotated[list[str], Form(description="Tracks, in their order.")] = [],  # noqa: B006 - never changed
    hidden: Annotated[int, Form(ge=0, le=100, description="Hidden rows, in per cent.")] = 25,
    public: Annotated[int, Form(ge=0, le=100, description="Public ones of those.")] = 50,
    split: Annotated[SplitBy, Form(description="What is kept alike or whole.")] = "rows",
    group: _Column = "",
    seed: Annotated[str, Form(max_length=64, description="Empty: drawn.")] = "",
) -> AskedData:
    """What is said of data. A file that is not chosen comes without bytes."""
    given, other = _bytes(data), _bytes(held_out)
    return AskedData(
        given, other or None, target, metric, track, hidden, public, split, group, seed
    )


def read_layers(
    layer: _Rows = [],  # noqa: B006 - never changed
    points: _Rows = [],  # noqa: B006 - never changed
    sizes: _Rows = [],  # noqa: B006 - never changed
    arguments: _Rows = [],  # noqa: B006 - never changed
    convention: Annotated[Convention, Form(description="How layers are called.")] = "A",
) -> AskedLayers:
    """What is said of layers; one without points is not asked for."""
    return AskedLayers(layer, points, sizes, arguments, convention)


def read_assignment_form(
    common: Annotated[AskedCommon, Depends(read_common)],
    data: Annotated[AskedData, Depends(read_data)],
    layers: Annotated[AskedLayers, Depends(read_layers)],
    kind: Annotated[
        Literal["prediction", "layers"], Form(description="Of data, or of layers.")
    ] = "prediction",
) -> AskedAssignment:
    """What was sent."""
    return AskedAssignment(kind, common, data, layers)


def _bytes(file: UploadFile | None) -> bytes:
    """The bytes of a file, one more than are taken where it has more."""
    return b"" if file is None else file.file.read(MAX_OWN_BYTES + 1)


def read_words(  # noqa: PLR0913 - one for each field of the form
    title: _Texts,
    per_day: Annotated[int, Form(ge=0, le=10_000)],
    summary: _Texts = [],  # noqa: B006 - never changed
    statement: _Texts = [],  # noqa: B006 - never changed
    *,
    visible_from: _Moment = "",
    opens_at: _Moment = "",
    closes_at: _Moment = "",
    reveal_at: _Moment = "",
) -> AskedCommon:
    """What is said of an assignment that is there."""
    dates = (visible_from, opens_at, closes_at, reveal_at)
    return AskedCommon("", title, summary, statement, *dates, per_day, draft=False)


SentWords = Annotated[AskedCommon, Depends(read_words)]
SentAssignment = Annotated[AskedAssignment, Depends(read_assignment_form)]
