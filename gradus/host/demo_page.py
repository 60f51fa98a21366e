"""What `gradus demo` tells a person: where to look, how to get in, what to try."""

import shutil
import sys
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from gradus.api.answers import AccessAnswer, DemoAnswer
from gradus.host.demo import LAYERS, PREDICTION


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


def command_name() -> str:
    """What a person types to run this very command: by name where the shell finds it so."""
    used = Path(sys.argv[0])
    found = shutil.which("gradus")
    if found is None or Path(found).resolve() != used.resolve():
        return str(used)
    return "gradus"


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
    gradus = command_name()
    curl = 'curl -H "Authorization: Bearer $GRADUS_TOKEN"'
    predictions, layers = (
        f"{demo.url}/api/v1/courses/{demo.course}/assignments/{name}"
        for name in (PREDICTION, LAYERS)
    )
    return (
        f"export GRADUS_SERVER={demo.url} GRADUS_TOKEN={student.token}",
        f"{curl} -O {predictions}/starter/sample_submission.csv",
        f"{curl} -F track=unrestricted -F file=@sample_submission.csv {predictions}/submissions",
        f"{curl} -O {predictions}/starter/model.py",
        f"{gradus} submit model.py -c {demo.course} -a {PREDICTION} -t restricted",
        f"{gradus} board {demo.course} {PREDICTION} -t unrestricted",
        f"{curl} -O {layers}/starter/layers.py",
        f"{gradus} check layers.py",
    )
