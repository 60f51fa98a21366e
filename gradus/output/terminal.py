"""Standard output for results, standard error for everything said beside them."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console, RenderableType
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from gradus.core.failures import CommandError
from gradus.output.rendering import place_of, problem_lines, visible

_NO_TERMINAL_WIDTH = 1000


def output() -> Console:
    """The console for results."""
    return _console(sys.stdout)


def stderr_console() -> Console:
    """The console for progress, remarks and errors."""
    return _console(sys.stderr)


def _console(file: TextIO) -> Console:
    """A console as wide as the terminal; as wide as any table where the file is none."""
    return Console(file=file, highlight=False, width=None if file.isatty() else _NO_TERMINAL_WIDTH)


def json_line(document: Mapping[str, Any]) -> str:
    """One JSON object on one line."""
    return inert_json(json.dumps(document, ensure_ascii=False)) + "\n"


def inert_json(text: str) -> str:
    """The same JSON, of which the log of a CI takes no part for a command (`##[...]`)."""
    return text.replace("##", r"#\u0023")


def show_json(document: Mapping[str, Any]) -> None:
    """Print one JSON object on one line, at once."""
    show_document(json_line(document))


def show_answer(
    document: Mapping[str, Any],
    words: RenderableType,
    *,
    as_json: bool,
    soft_wrap: bool = False,
) -> None:
    """Print a result: one JSON object, or words. soft_wrap: no line is broken by us."""
    if as_json:
        show_json(document)
    else:
        output().print(words, soft_wrap=soft_wrap)


def show_document(text: str) -> None:
    """Print a document as it is, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def show_line(text: str) -> None:
    """Print a line as it is: never wrapped, so that it can be copied."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something beside the result."""
    stderr_console().print(Text(text, style="dim"), soft_wrap=True)


def show_error(error: CommandError) -> None:
    """Say what went wrong and what to try; all of it where the server found several problems."""
    console = stderr_console()
    problems = error.document.get("errors", []) if error.document else []
    if len(problems) > 1:
        console.print(problem_lines(problems, error.document), soft_wrap=True)
        return
    place = f"{place_of(problems[0])}: " if problems and place_of(problems[0]) else ""
    text = Text.assemble(("Error: ", "bold red"), (visible(place), "cyan"), visible(error.message))
    console.print(text, soft_wrap=True)
    if error.hint:
        console.print(Text(visible(error.hint), style="dim"), soft_wrap=True)


@contextmanager
def errors_as_json(*, wanted: bool) -> Iterator[None]:
    """Where `wanted`, let standard output hold one object for a failure too."""
    try:
        yield
    except CommandError as error:
        if wanted:
            show_json(error.document or {"title": error.message, "hint": error.hint})
        raise


@contextmanager
def upload_bar(file: Path) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal; yields what hears how many bytes have gone out."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    console = stderr_console()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(Text(visible(file.name)).markup, total=file.stat().st_size)
        yield lambda sent: bar.update(task, completed=sent)
