"""A course is run from its roster to its grades by forms alone, as a browser without script sends.

Twelve students of a Shift_JIS spreadsheet, invited by mail; an assignment from the teacher's own
CSV; an extension, a withdrawn file, a reveal; points in the files of Canvas and Moodle. The clicks
of a real browser are counted in `tests/end_to_end/test_own_data.py`.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import time_machine

from server.core.clock import now
from server.settings import Settings
from tests.grader.authoring.own_files import own_csv, own_rows
from tests.mail_server import Inbox, mail_server
from tests.server.gradebook.importers import Canvas
from tests.server.grading.test_process import until

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
Open = Callable[..., httpx2.Client]
NAMES = [f"学生{i:02}" for i in range(12)]
COURSE, TASK = "/courses/ml", "/courses/ml/assignments/houses"
pytestmark = pytest.mark.long


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(sqlite_data_dir: Path, inbox: Inbox) -> Settings:
    return Settings(
        data_dir=sqlite_data_dir,
        host="127.0.0.1",
        port=0,
        workers=1,
        public_url="http://127.0.0.1:1",
        smtp_url=inbox.url,
        mail_from="gradus@example.org",
    )


@pytest.fixture
def teacher(admin_client: httpx2.Client, client: Open) -> httpx2.Client:
    """Signed in by the link that an administrator made for them, and nothing else."""
    course = {"slug": "ml", "title": "Machine learning", "time_zone": "Asia/Tokyo"}
    assert admin_client.post("/api/v1/courses", json=course).status_code == 201
    roster = "alias,name,email,role\nsensei,Sato,sensei@example.org,instructor\n"
    assert admin_client.put("/api/v1/courses/ml/roster", content=roster).status_code == 200
    made = admin_client.post("/api/v1/courses/ml/tokens", json={"alias": "sensei"}).json()
    return signed_in(client(), made["sign_in_url"])


def signed_in(opened: httpx2.Client, link: str) -> httpx2.Client:
    opened.headers.update(HTML)
    path = "/sign-in?" + link.split("/sign-in?")[1]
    assert opened.get(path).headers["location"] == COURSE
    return opened


def send(client: httpx2.Client, path: str, fields: dict[str, Any], *file: Any) -> httpx2.Response:
    """Post a form; a file by the name of its field."""
    files = {file[0]: file[1:]} if file else None
    answer = client.post(path, data=fields, files=files)
    assert answer.status_code in {200, 303}, answer.text
    return answer


def import_people(teacher: httpx2.Client) -> None:
    """The spreadsheet of the university, with the teacher's own line, in Shift_JIS."""
    lines = ["学籍番号;氏名;メールアドレス;role", "９９９;佐藤;sensei@example.org;instructor"]
    lines += [f"１０{i:02};{name};s{i}@example.org;student" for i, name in enumerate(NAMES)]
    asked = {"draw_aliases": "true"}
    answer = teacher.put(
        "/api/v1/courses/ml/roster", params=asked, content="\r\n".join(lines).encode("cp932")
    )
    assert answer.status_code == 200, answer.text


def invite(teacher: httpx2.Client, inbox: Inbox, client: Open) -> list[httpx2.Client]:
    """Everybody who got a mail, signed in by it, in the order of the spreadsheet."""
    send(teacher, f"{COURSE}/invitations", {"who": "never"})
    links = {}
    for _ in NAMES:
        mail = inbox.next()
        (links[str(mail["To"])],) = re.findall(r"\S+/sign-in\?link=\w+", mail.get_content())
    return [signed_in(client(), links[f"s{i}@example.org"]) for i in range(len(NAMES))]


def make_assignment(teacher: httpx2.Client, closes_at: Any, reveal_at: Any) -> None:
    said = {
        "slug": "houses",
        "title": ["House sizes", "家の大きさ"],
        "target": "size",
        "track": "unrestricted",
        "closes_at": closes_at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "reveal_at": reveal_at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "publish": "true",
    }
    data = own_csv(own_rows(), "kind", "town")
    made = send(teacher, f"{COURSE}/new-assignment", said, "data", "houses.csv", data, "text/csv")
    assert made.headers["location"] == f"{TASK}/edit", made.text


def predict(client: httpx2.Client, noise: float, seed: int) -> httpx2.Response:
    """The file of a model that is off by so much."""
    test = client.get(f"/api/v1{TASK}/starter/test.csv").text
    truth = {(row["a"], row["b"], row["c"]): float(row["size"]) for row in own_rows()}
    random = np.random.default_rng(seed)
    lines = [
        f"{row['id']},{truth[row['a'], row['b'], row['c']] + noise * random.normal():.4f}"
        for row in csv.DictReader(io.StringIO(test))
    ]
    body = "\n".join(["id,prediction", *lines, ""])
    asked = {"track": "unrestricted", "again": "true"}
    return client.post(TASK, data=asked, files={"file": ("p.csv", body, "text/csv")})


def test_from_the_roster_to_grades_in_two_systems(
    teacher: httpx2.Client, inbox: Inbox, client: Open
) -> None:
    import_people(teacher)
    students = invite(teacher, inbox, client)
    tokyo = timedelta(hours=9)
    closes_at = (now() + tokyo).replace(second=0, microsecond=0) + timedelta(
        days=3
    )  # sessions last a week
    reveal_at = closes_at + timedelta(days=2)
    make_assignment(teacher, closes_at, reveal_at)

    worth = {"points": "20", "track": "unrestricted", "start": "5", "full": "leader"}
    send(teacher, f"{TASK}/grades/rule", worth)
    for i, student in enumerate(students[:-1]):
        assert predict(student, 0.1 + i / 10, i).status_code == 303
    withdrawn = predict(students[0], 0.01, 99).headers["location"]
    until(lambda: students[0].get(f"/api/v1{withdrawn}").json()["state"] == "final")
    send(students[0], f"{withdrawn}/withdrawal", {"act": "withdraw", "reason": "not mine"})

    late = teacher.get(f"/api/v1{TASK}/files").json()["absent"][0]["alias"]
    until_then = (closes_at + timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    given = {"person": late, "reason": "ill", "closes_at": until_then}
    send(teacher, f"{TASK}/exceptions", given)
    with time_machine.travel(closes_at - tokyo + timedelta(hours=1)):
        assert predict(students[3], 0.0, 3).status_code == 403
        assert predict(students[-1], 0.5, 50).status_code == 303
        until(lambda: teacher.get(f"/api/v1{TASK}/files?stage=waiting").json()["total"] == 0)

    with time_machine.travel(reveal_at - tokyo + timedelta(hours=1)):
        rows = teacher.get(f"/api/v1{TASK}/leaderboard?track=unrestricted").json()["rows"]
        ranked = [row for row in rows if row["rank"] is not None]
        assert len(ranked) == len(NAMES)
        assert all(row["private_score"] is not None for row in ranked)
        asked = {"system": "canvas", "partial": "true"}
        exported = canvas_export()
        filled = send(
            teacher, f"{TASK}/grades/fill", asked, "file", "canvas.csv", exported, "text/csv"
        )
    canvas = Canvas({f"10{i:02}": name for i, name in enumerate(NAMES)}, {"7": "House sizes"})
    canvas.take(filled.text)
    assert len([points for points in canvas.grades.values() if points]) == len(NAMES)


def canvas_export() -> str:
    head = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
    return head + "".join(f"{name},{i},10{i:02},s{i},ML\n" for i, name in enumerate(NAMES))
