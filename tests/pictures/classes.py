"""Two served courses to look at: one in which nothing has happened, one with a class of 132.

Everything in them went in as it does in a term: through the HTTP interface, graded by workers.
"""

import csv
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import httpx2
import numpy as np
from sqlalchemy.orm import Session

from grader import pack
from gradus.api.client import Address, Client
from gradus.api.uploading import OutgoingFile, follow, submit
from gradus.local.building import build_ready
from server.identity.rules import ALL_SCOPES, administrator, issue_token
from server.settings import Provider, Settings
from tests.server.running import Running

ROOT = Path(__file__).parents[2]
COURSE, PREDICTION, LAYERS = "machine-learning-2026", "diabetes", "backprop-layers"
ASSIGNMENTS = (PREDICTION, LAYERS)
RELEASES = ("answers", "ladder", "rounded")  # assignments of a few people, with more metrics
HELD = "backprop-held"  # layers whose results are held back
STUDENTS, TEACHER = tuple(f"student-{number:03}" for number in range(1, 133)), "sensei"
ADMINISTRATOR = "administrator"
_LONG = "a-rather-long-alias-that-somebody-chose"  # in place of the third
_RIGHT = (ROOT / "tests/corpus/layers/right/textbook.py").read_text("utf-8")
_PATIENCE_S = 300.0
_CLOSED = "closes_at = 2026-01-05T00:00:00+09:00\n"
_HELD = "results_from = 2999-01-05T00:00:00+09:00\n"
_FILES_OF_LAYERS = {
    "one wrong": _RIGHT.replace("x <= 0", "x <= 1"),
    "all right": _RIGHT,
    "no Python": "class Affine\n",
    "nothing written": (ROOT / "assignments/backprop-layers/layers.py").read_text("utf-8"),
}


@dataclass(frozen=True)
class Class:
    """A served course. tokens: by alias. submissions: ids by what they show; none without data."""

    url: str
    tokens: Mapping[str, str]
    submissions: Mapping[str, str]
    own: ClassVar = (  # those of the first student
        *("one wrong", "broken predictions", "program", "held"),
        *RELEASES,
    )

    def id_of(self, alias: str) -> str:
        """The id of somebody in the course."""
        headers = {"Authorization": f"Bearer {self.tokens[ADMINISTRATOR]}"}
        with httpx2.Client(base_url=self.url, headers=headers) as client:
            found = client.get("/api/v1/people", params={"who": alias}).json()
        return str(found[0]["id"])

    def pair(self, slug: str, kind: str) -> str | None:
        """The path of a pair of an assignment's submissions, None where no two are alike."""
        page = f"/courses/{COURSE}/assignments/{slug}"
        headers = {"Authorization": f"Bearer {self.tokens[TEACHER]}"}
        with httpx2.Client(base_url=self.url, headers=headers, timeout=60) as client:
            answer = client.get(f"/api/v1{page}/likeness", params={"wait": 30})
            assert answer.status_code == 200, answer.text
            found = re.search(rf'"(/[^"]*/likeness/{kind}/[^"]+)"', answer.text)
        return found and found[1]


def _settings(data_dir: Path) -> Settings:
    """Those of a server with a provider of OpenID Connect, which nobody asks for anything."""
    uni = Provider(
        issuer="https://uni.example", client_id="gradus", client_secret="x", title="Example Uni"
    )
    return Settings(
        data_dir=data_dir,
        host="127.0.0.1",
        port=0,
        workers=2,
        public_url="http://127.0.0.1",
        oidc={"uni": uni},
    )


@contextmanager
def serve_class(*, with_data: bool) -> Iterator[Class]:
    """A course with two assignments and 132 students, who have handed in or have not yet."""
    with tempfile.TemporaryDirectory(prefix="gradus-pictures-") as name:
        folder = Path(name)
        running = Running(_settings(folder / "data"))
        running.start()
        try:
            token = running.service.database.write(_token_of_administrator)
            with Client(Address(running.url, token)) as client:
                tokens = _set_up(client, folder)
            submissions = _fill(running.url, tokens, folder) if with_data else {}
            if with_data:
                submissions |= _fill_policies(running.url, token, tokens, folder)
            yield Class(running.url, tokens | {ADMINISTRATOR: token}, submissions)
        finally:
            running.stop()


def _token_of_administrator(session: Session) -> str:
    return issue_token(
        session, administrator(session).id, label="pictures", scopes=ALL_SCOPES, days=1
    )


def _set_up(client: Client, folder: Path) -> dict[str, str]:
    """The course, its people and its assignments; everybody's token."""
    title = "Machine learning, the second half of the year"
    client.create_course(
        {"slug": COURSE, "title": title, "time_zone": "Asia/Tokyo", "locale": "en"}
    )
    students = [_LONG if number == 3 else one for number, one in enumerate(STUDENTS, 1)]
    lines = ["alias,role", *(f"{one},student" for one in students), f"{TEACHER},instructor"]
    client.put_roster(COURSE, "\n".join(lines).encode(), dry_run=False)
    for slug in ASSIGNMENTS:
        build_ready(slug, None, folder / slug, seed=0)
        _push(client, slug, folder / slug)
    found = [client.create_access(COURSE, {"alias": one}) for one in (*students, TEACHER)]
    names = (*STUDENTS, TEACHER)
    return {name: access.token for name, access in zip(names, found, strict=True)}


def _push(client: Client, slug: str, folder: Path, *, shadow: bool = False) -> None:
    with tempfile.TemporaryFile() as archive:
        pack(folder, archive)
        archive.seek(0)
        client.push(COURSE, slug, archive, shadow=shadow)


def _fill(url: str, tokens: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Everybody hands in predictions, a few layers; then a version is tried beside the board."""
    files = folder / "files"
    files.mkdir()
    last = ""
    for alias, predictions in _predictions(folder / PREDICTION).items():
        last = _hand_in(url, tokens[alias], files / "predictions.csv", predictions, PREDICTION)
    found = {"scored predictions": last}
    broken = "id,prediction\n" + "".join(f"{row:02},1_{row}\n" for row in range(40))
    found["broken predictions"] = _hand_in(
        url, tokens[STUDENTS[0]], files / "broken.csv", broken, PREDICTION
    )
    for alias, (what, source) in zip(STUDENTS, _FILES_OF_LAYERS.items(), strict=False):
        found[what] = _hand_in(url, tokens[alias], files / "layers.py", source, LAYERS)
    _hand_in(url, tokens[STUDENTS[10]], files / "layers.py", _RIGHT.replace("dout", "d"), LAYERS)
    program = (folder / PREDICTION / "model.py").read_text("utf-8")
    found["program"] = _hand_in(
        url, tokens[STUDENTS[0]], files / "model.py", program, PREDICTION, "restricted"
    )
    definition = folder / PREDICTION / "assignment.toml"
    definition.write_text(definition.read_text("utf-8").replace("per_day = 100", "per_day = 99"))
    with Client(Address(url, tokens[TEACHER])) as client:
        for submission in found.values():
            follow(client, submission, patience_s=_PATIENCE_S)
        _push(client, PREDICTION, folder / PREDICTION, shadow=True)
    return found


def _fill_policies(
    url: str, manager: str, tokens: Mapping[str, str], folder: Path
) -> dict[str, str]:
    """Assignments under every rule of release: a few people hand in, and one of them has closed."""
    file, found = folder / "files/policies.csv", {}
    with Client(Address(url, manager)) as client:
        for release in RELEASES:
            slug = slug_of(release)
            bundle = _bundle_of(folder, PREDICTION, slug, release)
            _push(client, slug, bundle)
            work = list(_predictions(bundle).items())[:14]
            for alias, predictions in (*work, (STUDENTS[0], work[1][1])):
                found[release] = _hand_in(url, tokens[alias], file, predictions, slug)
            follow(client, found[release], patience_s=_PATIENCE_S)
        _push(client, HELD, _bundle_of(folder, LAYERS, HELD, "held"))
        found["held"] = _hand_in(url, tokens[STUDENTS[0]], folder / "files/layers.py", _RIGHT, HELD)
        follow(client, found["held"], patience_s=_PATIENCE_S)
        closed = _bundle_of(folder, PREDICTION, slug_of("rounded"), "rounded", _CLOSED)
        _push(client, slug_of("rounded"), closed)
    headers = {"Authorization": f"Bearer {tokens[STUDENTS[0]]}"}
    asked = httpx2.post(f"{url}/api/v1/submissions/{found['answers']}/score", headers=headers)
    assert asked.status_code == 200, asked.text
    return found


def slug_of(release: str) -> str:
    """The slug of the assignment that releases scores so."""
    return f"{PREDICTION}-{release}"


def _bundle_of(folder: Path, ready: str, slug: str, kind: str, top: str = "") -> Path:
    """A ready bundle under another slug, without the track for programs, under a rule of release.

    kind: the rule, or `held` for results that are held back.
    """
    bundle = folder / slug
    shutil.copytree(folder / ready, bundle, dirs_exist_ok=True)
    blocks = (folder / ready / "assignment.toml").read_text("utf-8").split("\n[[")
    text = "\n[[".join(block for block in blocks if '"restricted"' not in block)
    top += _HELD if kind == "held" else ""
    text = top + text.replace(f'slug = "{ready}"', f'slug = "{slug}"')
    text = re.sub(r"\nrelease = .*", "", text)
    rule = f'[prediction]\nrelease = "{kind}"\nsecondary = ["rmse", "r2"]'
    (bundle / "assignment.toml").write_text(text.replace("[prediction]", rule), "utf-8")
    return bundle


def _hand_in(
    url: str,
    token: str,
    file: Path,
    content: str,
    assignment: str,
    track: str | None = None,
) -> str:
    """The id of a new submission."""
    file.write_text(content, "utf-8")
    usual = "unrestricted" if assignment.startswith(PREDICTION) else "main"
    with Client(Address(url, token)) as client:
        return submit(client, OutgoingFile(file, COURSE, assignment, track or usual)).id


def _predictions(bundle: Path) -> dict[str, str]:
    """A file of everybody's: the labels with noise of their own, but for two who are one."""
    rows = list(csv.DictReader((bundle / "private/labels.csv").read_text("utf-8").splitlines()))
    labels = np.array([float(row["label"]) for row in rows])
    noise = np.random.default_rng(0)
    found = {}
    for alias in STUDENTS:
        drawn = labels + noise.normal(0, noise.uniform(45, 90), len(labels))
        lines = [f"{row['id']},{value:.3f}\n" for row, value in zip(rows, drawn, strict=True)]
        found[alias] = "id,prediction\n" + "".join(lines)
    found[STUDENTS[8]] = found[STUDENTS[7]]
    return found
