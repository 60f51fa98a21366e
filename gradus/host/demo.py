"""`gradus demo`: a course with people, assignments and the first lines of a board, served.

Everything is made through the HTTP interface, and made again without harm: a second run on the
same data keeps it and hands out fresh tokens and links.
"""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from gradus.api.answers import AccessAnswer, DemoAnswer
from gradus.api.client import Address, Client, RefusedError
from gradus.api.uploading import OutgoingFile, follow, submit
from gradus.host.settings import read_settings
from gradus.host.web_server import bind, run
from gradus.local.building import build_ready, secret_in
from gradus.local.linting import pack_folder

COURSE = "demo"
PREDICTION = "diabetes"
LAYERS = "backprop-layers"
STUDENTS = ("paper-crane", "quiet-heron", "river-otter")
TEACHER = "teacher"
_TRACK, _PROVED_TRACK = "unrestricted", "restricted"
_SAMPLE = "sample_submission.csv"
_ONE_NUMBER = 152
_OWN_SEED = "demo_secret"  # in the data directory
_VERDICT_S = 20.0


def serve_demo(
    port: int,
    data_dir: Path,
    tell: Callable[[DemoAnswer], None],
    *,
    trust_own_code: bool | None = None,
) -> None:
    """Serve the demo until it is told to stop; `tell` is called once it is ready."""
    bound = bind("127.0.0.1", port, else_any=True)
    settings = read_settings(
        data_dir=data_dir,
        database_url="",
        storage_url="",
        public_url="",
        host="127.0.0.1",
        port=bound.getsockname()[1],
        trust_own_code=trust_own_code,
    )

    def seed(address: Address) -> None:
        with Client(address) as client:
            people = _seed(client, address, secret_in(settings.data_dir / _OWN_SEED))
        tell(DemoAnswer(url=address.url, course=COURSE, people=people))

    run(settings, bound, seed)


def _seed(client: Client, address: Address, secret: bytes) -> list[AccessAnswer]:
    """Make whatever of the demo is not there yet; everybody's fresh ways in.

    secret: of this server, from which hidden labels are made up.
    """
    if COURSE not in {course.slug for course in client.courses()}:
        client.create_course(
            {"slug": COURSE, "title": "Gradus demo", "time_zone": "UTC", "locale": "en"}
        )
    lines = [f"{alias},student" for alias in STUDENTS] + [f"{TEACHER},instructor"]
    client.put_roster(COURSE, "\n".join(("alias,role", *lines)).encode(), dry_run=False)
    people = [client.create_access(COURSE, {"alias": name}) for name in (*STUDENTS, TEACHER)]
    with tempfile.TemporaryDirectory() as scratch:
        for name in (PREDICTION, LAYERS):
            _push(client, name, Path(scratch) / name, secret)
        if not client.board(COURSE, PREDICTION, _TRACK).participants:
            tokens = [person.token for person in people]
            _fill_board(address.url, tokens, Path(scratch) / PREDICTION)
    return people


def _push(client: Client, name: str, folder: Path, secret: bytes) -> None:
    """Put a ready assignment in force; nothing changes where it is already."""
    build_ready(name, None, folder, seed=secret)
    with tempfile.TemporaryFile() as archive:
        pack_folder(folder, archive)
        archive.seek(0)
        client.push(COURSE, name, archive)


def _fill_board(url: str, tokens: Sequence[str], bundle: Path) -> None:
    """First lines: one number for all, what the starter script predicts, the starter program.

    Not the sample, which everybody who tries the demo sends first.
    """
    ids = [line.partition(",")[0] for line in (bundle / _SAMPLE).read_text().splitlines()[1:]]
    (bundle / "one-number.csv").write_text(
        "id,prediction\n" + "".join(f"{id_},{_ONE_NUMBER}\n" for id_ in ids)
    )
    subprocess.run(
        [sys.executable, "baseline.py"], cwd=bundle, check=True, stdout=subprocess.DEVNULL
    )
    files = (
        ("one-number.csv", _TRACK),
        ("submission.csv", _TRACK),
        ("model.py", _PROVED_TRACK),
    )
    for token, (name, track) in zip(tokens, files, strict=False):
        # a host that cannot confine code takes no program, and shows the rest
        with Client(Address(url, token)) as student, contextlib.suppress(RefusedError):
            receipt = submit(student, OutgoingFile(bundle / name, COURSE, PREDICTION, track))
            follow(student, receipt.id, patience_s=_VERDICT_S)
