"""`gradus assignment new`: a bundle from one's own data, or of layers of one's choice."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson
from gradus.core.failures import CommandError, ExitCode

if TYPE_CHECKING:
    from grader.authoring.choices import Common, OwnData, OwnLayers


class TrackKind(StrEnum):
    """Tracks that an assignment can be made with."""

    PROGRAM = "program"
    CLAIMED = "claimed"
    UNRESTRICTED = "unrestricted"


class ConventionName(StrEnum):
    """How layers are called."""

    A = "A"
    A2 = "A2"
    B = "B"
    E = "E"


def new_assignment(
    out: Annotated[Path, typer.Argument(help="Folder to make; it must not be there yet.")],
    *,
    slug: Annotated[str, typer.Option(help="Its name in addresses.")],
    title: Annotated[list[str], typer.Option(help="Its title; ja:TITLE in Japanese.")],
    data: Annotated[
        Path | None, typer.Option(help="CSV with a column to predict.", exists=True, dir_okay=False)
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option(help="CSV of the hidden rows, where they are apart.", exists=True),
    ] = None,
    target: Annotated[str, typer.Option(help="Column to predict.")] = "",
    layer: Annotated[
        list[str] | None,
        typer.Option(help="Layer to write instead: NAME[:POINTS[:SIZES[:ARGUMENTS]]]."),
    ] = None,
    convention: Annotated[
        ConventionName, typer.Option(help="How layers are called.")
    ] = ConventionName.A,
    metric: Annotated[str, typer.Option(help="What scores predictions.")] = "mae",
    track: Annotated[list[TrackKind] | None, typer.Option(help="Tracks, in their order.")] = None,
    hidden: Annotated[int, typer.Option(help="Hidden rows, in per cent of all.")] = 25,
    public: Annotated[int, typer.Option(help="Public rows, in per cent of those.")] = 50,
    stratify: Annotated[
        bool, typer.Option("--stratify", help="Spread the target alike over the parts.")
    ] = False,
    group_by: Annotated[str, typer.Option(help="Column whose groups stay whole.")] = "",
    seed: Annotated[str, typer.Option(help="Decides the split; drawn anew without it.")] = "",
    statement: Annotated[
        list[str] | None, typer.Option(help="File in Markdown; ja:FILE in Japanese.")
    ] = None,
    summary: Annotated[list[str] | None, typer.Option(help="One sentence about it.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the dates.")] = "UTC",
    visible_from: Annotated[str | None, typer.Option(help="When students see it.")] = None,
    opens: Annotated[str | None, typer.Option(help="When it takes files.")] = None,
    closes: Annotated[str | None, typer.Option(help="Until when it does.")] = None,
    reveal: Annotated[str | None, typer.Option(help="When private scores are shown.")] = None,
    per_day: Annotated[int, typer.Option(help="Tries a day.")] = 5,
    draft: Annotated[
        bool, typer.Option("--draft/--publish", help="Whether staff alone see it.")
    ] = True,
    people: Annotated[int, typer.Option(help="Size of the class.", min=1, max=100_000)] = 30,
    as_json: AsJson = False,
) -> None:
    """Make an assignment's bundle from your own data, or of layers of your choice.

    Rows are split by a seed, the sample submission and baselines are made from the rows that
    students learn from, and the statement says what can be said of the data.
    """
    from grader.authoring.choices import Common, Moments, Words
    from gradus.local.authoring import by_language, leaks_of, make_own, moment_in
    from gradus.output.authoring import made_lines
    from gradus.output.terminal import errors_as_json, show_answer

    with errors_as_json(wanted=as_json):
        texts = {name: _read(path) for name, path in by_language(statement or []).items()}
        words = Words(by_language(title), by_language(summary or []), texts)
        said = (visible_from, opens, closes, reveal)
        moments = Moments(*(moment_in(each, zone) for each in said))
        common = Common(slug, words, moments, draft, per_day)
        choices: OwnData | OwnLayers
        if layer:
            choices = _layers(common, layer, convention)
        else:
            shares, split = (hidden, public), (stratify, group_by, seed)
            tracks = [each.value for each in track or [TrackKind.CLAIMED, TrackKind.UNRESTRICTED]]
            choices = _data(common, (data, held_out), (target, metric), tracks, shares, split)
        answer = make_own(choices, out)
        leaks = leaks_of(out, people)
    document = {
        "folder": str(out),
        **answer.document(),
        "leaks": [each.document() for each in leaks],
    }
    show_answer(document, made_lines(out, answer, leaks), as_json=as_json, soft_wrap=True)
    if answer.errors:
        raise typer.Exit(ExitCode.FAILED)


def _layers(common: "Common", layers: list[str], convention: ConventionName) -> "OwnLayers":
    from grader.authoring.choices import OwnLayers
    from gradus.local.authoring import layer_of

    return OwnLayers(common, tuple(map(layer_of, layers)), convention.value)


def _data(
    common: "Common",
    files: tuple[Path | None, Path | None],
    asked: tuple[str, str],
    tracks: list[str],
    shares: tuple[int, int],
    split: tuple[bool, str, str],
) -> "OwnData":
    from grader.authoring.choices import OwnData, new_seed

    data, held_out = files
    if data is None:
        raise CommandError(
            "There is nothing to make it from.",
            "Give a CSV with --data, or layers with --layer.",
            exit_code=ExitCode.USAGE,
        )
    stratify, group, seed = split
    return OwnData(
        common,
        data.read_bytes(),
        asked[0],
        asked[1],
        tuple(tracks),
        None if held_out is None else held_out.read_bytes(),
        shares[0],
        shares[1],
        "groups" if group else "target" if stratify else "rows",
        group,
        seed or new_seed(),
    )


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{path} cannot be read.", "Name a file in UTF-8.") from None
