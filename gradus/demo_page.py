"""What `gradus demo` tells a person: where to look, how to get in, what to try."""

from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from gradus.answers import AccessAnswer, DemoAnswer
from gradus.demo import LAYERS, PREDICTION


def welcome(demo: DemoAnswer, data_dir: Path) -> RenderableType:
    """Everybody's ways in, and lines to copy."""
    student = demo.people[0]
    return Group(
        Text.assemble(("Gradus demo", "bold green"), f", course {demo.course}, at {demo.url}\n"),
        *(_person(person) for person in demo.people),
        Text(f"Each link works once. To try, as {student.alias}:\n", style="dim"),
        *(Text(line) for line in _lines_to_try(demo, student)),
        Text(f"\nCtrl+C stops it. Its data stays in {data_dir} for the next time.", style="dim"),
    )


def _person(person: AccessAnswer) -> Text:
    return Text.assemble(
        (person.alias, "bold"),
        (f" ({person.role})", "cyan"),
        ("\n  link   ", "dim"),
        person.sign_in_url,
        ("\n  token  ", "dim"),
        f"{person.token}\n",
    )


def _lines_to_try(demo: DemoAnswer, student: AccessAnswer) -> tuple[str, ...]:
    curl = 'curl -H "Authorization: Bearer $GRADUS_TOKEN"'
    predictions, layers = (
        f"{demo.url}/api/v1/courses/{demo.course}/assignments/{name}"
        for name in (PREDICTION, LAYERS)
    )
    return (
        f"export GRADUS_SERVER={demo.url} GRADUS_TOKEN={student.token}",
        f"{curl} -O {predictions}/starter/sample_submission.csv",
        f"{curl} -F track=restricted -F file=@sample_submission.csv {predictions}/submissions",
        f"gradus submit sample_submission.csv -c {demo.course} -a {PREDICTION} -t unrestricted",
        f"gradus board {demo.course} {PREDICTION} -t unrestricted",
        f"{curl} -O {layers}/starter/layers.py",
        "gradus check layers.py",
    )
