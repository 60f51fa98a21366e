"""One walk through every route over PostgreSQL; the other tests of routes and pages use SQLite.

Below the routes every test runs over both. What a route itself asks of the database is met here:
the walk notes which routes answered, and fails where one was left out.
"""

import html
import itertools
import json
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import time_machine

from grader.bundles.ready import ready_folder
from server.settings import Settings
from tests.databases import Postgres
from tests.server.identity.elsewhere import settings_for
from tests.server.identity.hand_made_provider import HandMadeProvider, hand_made_provider
from tests.server.running import ROSTER, Running, zip_folder
from tests.server.similarity.classroom import CORPUS, honest, prediction_folder, rename

Client = Callable[..., httpx2.Client]
People = dict[str, httpx2.Client]
ML = "/api/v1/courses/ml"
SMALL = f"{ML}/assignments/small"
LAYERS = f"{ML}/assignments/backprop-layers"
TITLE = "Machine learning"
PAGE = SMALL.removeprefix("/api/v1")
HTML = {"Accept": "text/html", "Accept-Language": "en"}
JOINING = ("aki", "ben", "chie", "dai")
BOARD = {"track": "unrestricted"}


@pytest.fixture
def provider() -> Iterator[HandMadeProvider]:
    """A provider of OpenID Connect."""
    with hand_made_provider() as provider:
        yield provider


@pytest.fixture
def settings(postgres: Postgres, tmp_path: Path, provider: HandMadeProvider) -> Settings:
    """Settings of a server with one worker over PostgreSQL."""
    url = postgres.migrate()
    here = {"host": "127.0.0.1", "port": 0, "workers": 1, "database_url": url}
    here |= {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "gradus@example.org"}
    return settings_for(tmp_path / "data", uni={"issuer": provider.issuer}).model_copy(update=here)


@pytest.fixture
def answered() -> set[tuple[str, str]]:
    """The methods and paths to which the server said neither no nor nothing."""
    return set()


@pytest.fixture
def client(client: Client, answered: set[tuple[str, str]]) -> Client:
    """Opens clients whose requests are noted."""

    def note(response: httpx2.Response) -> None:
        assert response.status_code < 500, response.url
        if response.status_code < 400:
            answered.add((response.request.method, response.request.url.path))

    def make(token: str | None = None) -> httpx2.Client:
        opened = client(token)
        opened.event_hooks = {"response": [note]}
        return opened

    return make


def unmet(running: Running, answered: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The routes at whose address nothing was answered."""
    routers = [one for one in running.app.routes if hasattr(one, "effective_route_contexts")]
    routes = [route for router in routers for route in router.effective_route_contexts()]
    every = {(method, route.path_format) for route in routes for method in route.methods or ()}
    assert len(every) > 30

    def is_met(method: str, path: str) -> bool:
        address = re.compile(re.sub(r"{[a-z_]+}", "[^/]+", path))
        return any(method == sent and address.fullmatch(where) for sent, where in answered)

    return {route for route in every if not is_met(*route)}


def submit(who: httpx2.Client, address: str, content: str, **headers: str) -> dict[str, Any]:
    """Hand in a file and wait until it is final."""
    receipt = who.post(address, content=content, headers={"Content-Type": "text/csv"} | headers)
    assert receipt.status_code == 202, receipt.text
    final: dict[str, Any] = who.get(receipt.headers["Location"], params={"wait": 60}).json()
    assert (final["state"], final["verdict"]) == ("final", "scored")
    return final


def predict(who: httpx2.Client, values: Any, **headers: str) -> dict[str, Any]:
    """Hand in predictions."""
    rows = "".join(f"{row},{float(value)!r}\n" for row, value in enumerate(values))
    return submit(
        who,
        f"{SMALL}/submissions?track=unrestricted&again=true",
        "id,prediction\n" + rows,
        **headers,
    )


def put(who: httpx2.Client, address: str, folder: Path) -> None:
    """Push a bundle."""
    sent = {"content": zip_folder(folder), "headers": {"Content-Type": "application/zip"}}
    answer = who.put(address, **sent)
    assert answer.status_code == 200, answer.text


def read_places(who: httpx2.Client, **query: Any) -> list[tuple[int | None, str]]:
    """The places on the board of the small assignment."""
    rows = who.get(f"{SMALL}/leaderboard", params=BOARD | query).json()["rows"]
    return [(row["rank"], row["alias"]) for row in rows]


def first_event(who: httpx2.Client, address: str) -> Any:
    """What a stream says first."""
    with who.stream("GET", address) as stream:
        data = next(line for line in stream.iter_lines() if line.startswith("data: "))
    return json.loads(data.removeprefix("data: "))


def see(who: httpx2.Client, path: str, word: str = "") -> None:
    """Look at a page, and find a word on it."""
    answer = who.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    assert word in answer.text


@pytest.fixture
def folder(prediction_bundle: Callable[..., Path], reveal_at: datetime) -> Path:
    """A bundle of 400 counts with a reveal and a baseline."""
    found = prediction_folder(prediction_bundle)
    definition = (found / "assignment.toml").read_text()
    times = f'reveal_at = {reveal_at.isoformat()}\ncounts = "chosen"\n\n[statement]\n'
    (found / "assignment.toml").write_text(
        definition.replace("[statement]\n", times)
        + '[[baselines]]\nslug = "mean"\ntrack = "unrestricted"\nfile = "private/mean.csv"\n'
        'title = { en = "The mean", ja = "平均" }\n'
        '[grades]\npoints = 20\ntrack = "unrestricted"\nscore = "public"\nrule = "ranks"\n'
        "ranks = [{ best = 0.5, points = 20 }, { best = 1, points = 5 }]\n"
    )
    rows = "".join(f"{row},20\n" for row in range(len(honest(0))))
    (found / "private" / "mean.csv").write_text("id,prediction\n" + rows)
    return found


def walk_in(admin_client: httpx2.Client, clients: People, client: Client) -> None:
    """Courses, a roster, tokens; four more join."""
    sensei = clients["sensei"]
    assert [one["slug"] for one in clients["momo"].get("/api/v1/courses").json()] == ["ml"]
    assert clients["momo"].get(ML).json()["time_zone"] == "Asia/Tokyo"
    lines = "".join(f"{alias},{alias.title()},\n" for alias in JOINING)
    for query in ("?dry_run=true", ""):
        told = sensei.put(f"{ML}/roster{query}", content=ROSTER + lines.encode()).json()
        assert [one["alias"] for one in told["added"]] == list(JOINING)
    written = sensei.get(f"{ML}/roster").content
    again = sensei.put(f"{ML}/roster?dry_run=true", content=written).json()
    assert [again[what] for what in ("added", "changed", "removed")] == [[], [], []]
    for alias in JOINING:
        access = sensei.post(f"{ML}/tokens", json={"alias": alias}).json()
        clients[alias] = client(access["token"])
    assert admin_client.post("/api/v1/tokens", json={"label": "mine", "days": 1}).status_code == 201


def walk_holdings(clients: People, client: Client, browser: httpx2.Client) -> None:
    """Ken's tokens and sessions are listed and ended, one and all: by himself and by staff."""
    sensei = clients["sensei"]

    def sign_in() -> str:
        token: str = sensei.post(f"{ML}/tokens", json={"alias": "ken"}).json()["token"]
        browser.cookies.clear()
        assert browser.post("/sign-in", data={"token": token}).status_code == 303
        see(browser, "/account", 'name="token"')
        return token

    for root in ("/api/v1/me", f"{ML}/members/ken"):
        for kind, is_one in itertools.product(("sessions", "tokens"), (True, False)):
            own = client(sign_in())
            asker = own if root.endswith("me") else sensei
            newest = asker.get(f"{root}/{kind}").json()[0]
            ended = asker.delete(f"{root}/{kind}" + (f"/{newest['id']}" if is_one else ""))
            assert ended.json()["ended"] >= 1
    rotating = client(sign_in())
    (oldest, *_) = reversed(rotating.get("/api/v1/me/tokens").json())
    assert rotating.post(f"/api/v1/me/tokens/{oldest['id']}/rotation", json={}).status_code == 201
    for path in ("/account/sessions", "/account/tokens"):
        sign_in()
        assert browser.post(path).status_code == 303


def walk_identities(clients: People, browser: httpx2.Client, provider: HandMadeProvider) -> None:
    """Ken connects an account elsewhere, signs in by it, and it is disconnected in three ways."""
    sensei = clients["sensei"]

    def to_provider_and_back(path: str, status: int = 303) -> None:
        address = re.findall(r'href="([^"]+)" rel="noreferrer"', browser.post(path).text)[0]
        query = provider.authorize(html.unescape(address))
        back = browser.get("/sign-in/with/uni/callback", params=query)
        assert back.status_code == status

    def newest(asker: httpx2.Client, root: str) -> str:
        (one,) = asker.get(f"{root}/identities").json()
        assert (one["provider"], one["account"], one["courses"]) == ("Uni", "42", [TITLE])
        return f"{root}/identities/{one['id']}"

    for root in ("/account", "/api/v1/me", f"{ML}/members/ken"):
        token = sensei.post(f"{ML}/tokens", json={"alias": "ken"}).json()["token"]
        browser.cookies.clear()
        assert browser.post("/sign-in", data={"token": token}).status_code == 303
        to_provider_and_back("/account/identities/uni")
        to_provider_and_back("/sign-in/with/uni")
        see(browser, "/account", 'name="identity"')
        if root == "/account":
            id_ = newest(browser, "/api/v1/me").rsplit("/", 1)[-1]
            assert browser.post("/account/identities", data={"identity": id_}).status_code == 303
        else:
            asker = sensei if "members" in root else browser
            assert asker.delete(newest(asker, root)).json() == {"ended": 1}
        to_provider_and_back("/sign-in/with/uni", 403)
    assert browser.post("/sign-in/mail", data={"email": "ken@example.org"}).status_code == 200


def walk_uploads(clients: People) -> None:
    """Submissions, repeated, followed and listed; two of six people have the same predictions."""
    first = predict(clients["momo"], honest(0), **{"Idempotency-Key": "once"})
    again = predict(clients["momo"], honest(0), **{"Idempotency-Key": "once"})
    predict(clients["ken"], honest(0))
    for seed, alias in enumerate(JOINING, start=2):
        predict(clients[alias], honest(seed))
    better = predict(clients["momo"], honest(1))
    own = clients["momo"].get(f"{SMALL}/submissions").json()
    assert again["id"] == first["id"]
    assert [one["id"] for one in own] == [better["id"], first["id"]]
    for address in (
        f"/api/v1/submissions/{first['id']}/score",
        f"/submissions/{first['id']}/score",
    ):
        asked = clients["momo"].post(address, headers=HTML)  # its score is there already
        assert asked.status_code in {200, 303}
    told = first_event(clients["momo"], f"/api/v1/submissions/{first['id']}/events")
    assert (told["id"], told["state"]) == (first["id"], "final")
    for method in ("PUT", "DELETE"):
        chosen = clients["momo"].request(method, f"{SMALL}/choices/{first['id']}")
        assert chosen.status_code == 204


def walk_boards(clients: People, reveal_at: datetime) -> None:
    """Boards and histories, for the class and for staff, before the reveal and after."""
    places = read_places(clients["momo"])
    assert {alias for _, alias in places} == {"momo", "ken", "mean", *JOINING}
    assert read_places(clients["ken"], limit=1) == places[:1]
    private = read_places(clients["ta"], part="private")
    assert sorted(rank for rank, _ in private if rank) == [1, 1, 3, 4, 5, 6]
    assert first_event(clients["ken"], f"{SMALL}/leaderboard/events?track=unrestricted")["version"]
    history = clients["momo"].get(f"{SMALL}/history", params=BOARD).json()
    assert [one["verdict"] for one in history["submissions"]] == ["scored", "scored"]
    with time_machine.travel(reveal_at):
        again = clients["sensei"].put(f"{SMALL}/tracks/unrestricted/reveal", json={})
        assert again.json()["revealed"] is True
        form = {"track": "restricted"}
        assert clients["sensei"].post(f"{PAGE}/reveal", data=form).status_code == 303
        final = clients["momo"].get(f"{SMALL}/leaderboard", params=BOARD).json()
        assert (final["part"], final["final"]) == ("private", True)
        assert clients["ken"].get(f"{SMALL}/history", params=BOARD).json()["shake_up"] is not None


def settle(staff: httpx2.Client, version: int) -> None:
    """Wait until everything is graded under a version beside the board, its baselines too."""
    deadline = time.monotonic() + 60
    while True:
        compared = staff.get(f"{SMALL}/versions/{version}/comparison").json()
        baselines = staff.get(f"{SMALL}/versions/{version}/baselines").json()
        if compared["done"] == compared["total"] == 7 and {one["state"] for one in baselines} == {
            "final"
        }:
            return
        assert time.monotonic() < deadline, (compared, baselines)
        time.sleep(0.02)


def walk_versions(clients: People, folder: Path) -> None:
    """Versions beside the board: one switched to, two given up, by either door."""
    sensei, definition = clients["sensei"], folder / "assignment.toml"
    doors = [
        f"{SMALL}/versions/2/switch",
        f"{SMALL}/versions/3/discard",
        f"{PAGE}/versions/4/discard",
    ]
    for number, door in enumerate(doors, start=2):
        changed = re.sub(r"decimals = \d", f"decimals = {number}", definition.read_text())
        definition.write_text(changed)
        put(sensei, f"{SMALL}?shadow=true", folder)
        settle(sensei, number)
        see(sensei, f"{PAGE}/versions", f"/versions/{number}/discard")
        assert sensei.post(door).status_code in {204, 303}
    own = clients["momo"].get(f"{SMALL}/submissions").json()[0]["id"]
    assert sensei.post(f"{SMALL}/retry").json() == {"files": 0, "passed": 0}
    for door in (f"{PAGE}/retry", f"/submissions/{own}/retry"):
        assert sensei.post(door).status_code == 303
    states = {one["version"]: one["state"] for one in sensei.get(f"{SMALL}/versions").json()}
    assert states == {1: "replaced", 2: "live", 3: "discarded", 4: "discarded"}


def walk_grades(clients: People) -> None:
    """Grades read, frozen and let go, by either door."""
    sensei = clients["sensei"]
    assert clients["ta"].get(f"{SMALL}/grades").json()["rule"] == "ranks"
    see(sensei, f"{PAGE}/grades", "momo")
    assert sensei.put(f"{SMALL}/grades/frozen").json()["frozen_at"]
    assert sensei.delete(f"{SMALL}/grades/frozen").json()["frozen_at"] is None
    listed = b"Username\nmomo\n"
    for kind in ("csv", "xlsx"):
        assert sensei.get(f"{SMALL}/grades.{kind}").status_code == 200
    asked = {"system": "moodle", "partial": "true"}
    filled = sensei.post(f"{SMALL}/grades/fill", params=asked, content=listed)
    by_form = {"data": asked, "files": {"file": ("list.csv", listed, "text/csv")}}
    assert filled.text == sensei.post(f"{PAGE}/grades/fill", **by_form).text
    for change in ("freeze", "unfreeze"):
        assert sensei.post(f"{PAGE}/grades/{change}").status_code == 303
    worth = {"points": "9", "track": "unrestricted", "start": "100", "full": "leader"}
    assert sensei.post(f"{PAGE}/grades/rule", data=worth).status_code == 303


def walk_exceptions(clients: People) -> None:
    """Exceptions given, listed and ended, by either door."""
    sensei = clients["sensei"]
    form = {"person": "momo", "reason": "ill", "extra_tries": "2"}
    assert "momo" in sensei.post(f"{PAGE}/exceptions/preview", data=form).text
    assert sensei.post(f"{PAGE}/exceptions", data=form).status_code == 303
    see(sensei, f"{PAGE}/exceptions", "End the exception of momo")
    assert clients["momo"].get(SMALL).json()["own"]["extra_tries"] == 2
    assert sensei.post(f"{PAGE}/exceptions/end", data={"person": "momo"}).status_code == 303
    wanted = {"people": ["momo"], "reason": "ill", "extra_tries": 1}
    assert sensei.put(f"{SMALL}/exceptions", json=wanted).json()["given"]
    table = b"person,reason,extra_tries\nmomo,ill,3\n"
    assert sensei.post(f"{SMALL}/exceptions/import", content=table).json()["given"]
    assert clients["ta"].get(f"{SMALL}/exceptions").json()[0]["extra_tries"] == 3
    assert sensei.delete(f"{SMALL}/exceptions", params={"person": "momo"}).json() == []


def walk_authoring(clients: People) -> None:
    """A draft made from a CSV by either door, read over, edited and published."""
    sensei = clients["sensei"]
    rows = "".join(f"{at},{at % 7},{at % 7 + at % 3}\n" for at in range(80))
    form = {"slug": "own", "title": "Own", "target": "y", "track": "unrestricted", "public": "100"}
    sent = {"data": form, "files": {"data": ("own.csv", f"a,b,y\n{rows}", "text/csv")}}
    assert sensei.post(f"{ML}/assignments", **sent).json()["version"] == 1
    see(sensei, "/courses/ml/new-assignment", "New assignment")
    made = sensei.post("/courses/ml/new-assignment", **sent)
    assert made.status_code == 303, made.text
    own = made.headers["Location"].removesuffix("/edit")
    see(sensei, f"{own}/edit", "Draft")
    see(sensei, f"{own}/as-student", "Own")
    number = sensei.get(f"/api/v1{own}/edit").json()["version"]
    asked = {"version": number, "title": {"en": "Ours"}}
    assert sensei.patch(f"/api/v1{own}/edit", json=asked).json()["version"] == number + 1
    picture = b"\x89PNG\r\n\x1a\n"
    assert sensei.put(f"/api/v1{own}/pictures/map.png", content=picture).status_code == 200
    assert sensei.delete(f"/api/v1{own}/pictures/map.png").status_code == 200
    files = {"file": ("map.png", picture, "image/png")}
    assert sensei.post(f"{own}/pictures", files=files).status_code == 303
    words = {"title": "Ours", "statement": "# Ours", "per_day": "5"}
    number = sensei.get(f"/api/v1{own}/edit").json()["version"]
    said = words | {"version": str(number), "act": "publish"}
    assert clients["momo"].get(f"/api/v1{own}").status_code == 404
    assert sensei.post(f"{own}/edit", data=said).status_code == 303
    assert sensei.get(f"/api/v1{own}/as-student").json()["title"] == "Ours"
    assert clients["momo"].get(f"/api/v1{own}").status_code == 200


def walk_on_behalf(clients: People) -> None:
    """A file sent in the place of a student, by either door."""
    sensei, params = clients["sensei"], {"person": "momo", "track": "unrestricted"}
    body = "id,prediction\n" + "".join(f"{number},{number}.5\n" for number in range(6))
    door = f"{SMALL}/submissions/on-behalf"
    kind = {"Content-Type": "text/csv"}
    receipt = sensei.post(door, params=params | {"again": "true"}, content=body, headers=kind)
    assert receipt.status_code == 202, receipt.text
    see(sensei, f"/submissions/{receipt.json()['id']}", "in the place of the participant")
    see(sensei, f"{PAGE}/exceptions?behalf=momo", "on-behalf?person=momo")
    by_form = {"data": {"track": "unrestricted"}, "files": {"file": ("p.csv", body, "text/csv")}}
    assert sensei.post(f"{PAGE}/on-behalf", params={"person": "momo"}, **by_form).status_code == 303


def walk_removals(clients: People) -> None:
    """A file withdrawn, one disqualified and a student off a board, by either door, and back."""
    sensei, momo = clients["sensei"], clients["momo"]
    own = momo.get(f"{SMALL}/submissions").json()[0]["url"]
    assert momo.put(f"/api/v1{own}/withdrawal").status_code == 204
    assert momo.get(f"/api/v1{own}").json()["removed"]["kind"] == "withdrawn"
    assert momo.delete(f"/api/v1{own}/withdrawal").status_code == 204
    for act in ("withdraw", "take_back"):
        assert momo.post(f"{own}/withdrawal", data={"act": act}).status_code == 303
    door = f"/api/v1{own}/disqualification"
    assert sensei.put(door, json={"reason": "copied"}).status_code == 204
    assert sensei.delete(door).status_code == 204
    whom = {"track": "unrestricted", "person": "momo"}
    for act in ("disqualify", "readmit"):
        form = {"act": act, "reason": "copied"}
        assert sensei.post(f"{own}/disqualification", data=form).status_code == 303
        assert sensei.post(f"{PAGE}/disqualified", data=form | whom).status_code == 303
    why = {"reason": "two accounts"}
    assert sensei.put(f"{SMALL}/disqualified", params=whom, json=why).status_code == 204
    assert sensei.delete(f"{SMALL}/disqualified", params=whom).status_code == 204


def walk_settings(clients: People) -> None:
    """What a course is called, and its end and beginning, by either door."""
    staff, page = clients["sensei"], "/courses/ml"
    see(staff, f"{page}/settings", "Asia/Tokyo")
    asked = {"title": "Machine learning", "time_zone": "Asia/Tokyo", "locale": "en"}
    assert staff.post(f"{page}/settings", data=asked).status_code == 303
    new = {"slug": "ml-next", "title": "Next", "days": 364}
    assert staff.post(f"/api/v1{page}/copies", json=new).json()["slug"] == "ml-next"
    again = {name: str(value) for name, value in new.items()}
    assert staff.post(f"{page}/copies", data=again).status_code == 303
    for archived in ("true", "false"):
        assert staff.post(f"{page}/archive", data={"archived": archived}).status_code == 303
    assert staff.patch(f"/api/v1{page}", json={"archived": False}).json()["archived_at"] is None


def walk_roster(clients: People) -> None:
    """A file is looked at in a page, and put in force as it was seen."""
    staff = clients["sensei"]
    see(staff, "/courses/ml/roster", "Import a roster")
    written = staff.get("/api/v1/courses/ml/roster").content
    asked = {"carried": urlsafe_b64encode(written).decode(), "keep_staff": "true"}
    assert staff.post("/courses/ml/roster/preview", data=asked).status_code == 200
    assert staff.post("/courses/ml/roster", data=asked).status_code == 303


def walk_invitations(clients: People) -> None:
    """Who was invited, and links for everybody, by either door."""
    staff = clients["sensei"]
    assert staff.get("/api/v1/courses/ml/invitations").json()["people"]
    see(staff, "/courses/ml/invitations", "momo")
    for path in ("/api/v1/courses/ml/invitations", "/courses/ml/invitations"):
        asked = {"json": {"who": "all"}} if "api" in path else {"data": {"who": "all"}}
        assert staff.post(path, **asked).status_code in {200, 409}
        assert "link=" in staff.post(f"{path}/list", **asked).text


def walk_files(clients: People) -> None:
    """Everybody's files, by either door, and the bytes of one."""
    staff = clients["ta"]
    for query in ("", "?late=false&sort=oldest&stage=judged", "?verdict=scored&alias=momo&late="):
        listed = staff.get(f"{SMALL}/files{query}").json()
        assert listed["files"]
        assert len(listed["files"]) == listed["total"]
    assert staff.get(f"{SMALL}/files.zip").content.startswith(b"PK")
    assert staff.get(f"{SMALL}/failures?track=unrestricted").json()["judged"] > 0
    for page, word in (("files", "momo"), ("failures", "newest judged file")):
        see(staff, f"{PAGE}/{page}", word)
    for order in ("best", "alias"):
        asked = {"sort": order, "limit": 1}
        (first,) = (page := staff.get(f"{SMALL}/files", params=asked).json())["files"]
        (second,) = staff.get(f"{SMALL}/files", params=asked | {"cursor": page["next"]}).json()[
            "files"
        ]
        assert first["id"] != second["id"]
    own = clients["momo"].get(f"{SMALL}/submissions").json()[0]
    assert clients["momo"].get(f"/api/v1{own['url']}/file").status_code == 200
    see(clients["momo"], f"{own['url']}/contents", "id,prediction")
    assert staff.post(f"/api/v1{own['url']}/replay").status_code in {200, 409}
    assert staff.post(f"{own['url']}/replay").status_code in {200, 409}


def walk_similarity(clients: People) -> None:
    """Work that is alike, of either kind, and the pages of a pair."""
    staff = clients["ta"]
    put(clients["sensei"], LAYERS, ready_folder("backprop-layers"))
    source = (CORPUS / "plain.py").read_text()
    submit(
        clients["momo"], f"{LAYERS}/submissions?track=main&filename=layers.py&again=true", source
    )
    submit(
        clients["ken"],
        f"{LAYERS}/submissions?track=main&filename=layers.py&again=true",
        rename(source),
    )
    for address, kind in ((SMALL, "predictions"), (LAYERS, "sources")):
        found = staff.get(f"{address}/likeness", params={"wait": 60}).json()
        (pair,) = found[kind]["pairs"]
        assert {pair["first"]["alias"], pair["second"]["alias"]} == {"momo", "ken"}
        see(staff, f"{address.removeprefix('/api/v1')}/likeness", pair["url"])
        see(staff, pair["url"], "momo")


def walk_audit(who: httpx2.Client, address: str, page: str) -> None:
    """What was done, by everything that can be asked for, on a page and as a table."""
    for asked in ({"who": "ken"}, {"what": "session"}, {"from": "2020-01-01", "to": "2099-01-01"}):
        found = who.get(f"{address}/audit", params={**asked, "limit": 2}).json()
        older = who.get(f"{address}/audit", params={**asked, "cursor": found["next"]}).json()
        assert found["events"][-1]["id"] > older["events"][0]["id"]
        assert who.get(f"{address}/audit.csv", params=asked).text.count("\n") > 3
    see(who, f"{page}?who=ken", "ken")


def walk_members(staff: httpx2.Client, momo: httpx2.Client) -> None:
    """Who is in a course: looked at, let in and ended; an alias and a token replaced."""
    members = "/courses/ml/members"
    see(staff, members, "ken")
    see(staff, f"{members}/ken", "ken")
    assert "sign-in?link=" in staff.post(f"{members}/ken/links", headers=HTML).text
    assert staff.post(f"{members}/ken/sessions", headers=HTML).status_code == 303
    staff.post(f"{ML}/tokens", json={"alias": "momo"}).raise_for_status()
    staff.post(f"{ML}/tokens", json={"alias": "momo"}).raise_for_status()
    first, second, *_ = (one["id"] for one in momo.get("/api/v1/me/tokens").json())
    ended = staff.post(f"{members}/momo/tokens", data={"token": first}, headers=HTML)
    assert ended.status_code == 303
    rotated = momo.post("/account/tokens/rotation", data={"token": second}, headers=HTML)
    assert "gds_" in rotated.text
    assert staff.post(members, data={"lets_choose": "true"}, headers=HTML).status_code == 303
    assert staff.patch(ML, json={"lets_choose_aliases": True}).status_code == 200
    assert momo.put(f"{ML}/alias", json={"alias": "quiet fox"}).json()["alias"] == "quiet fox"
    chosen = momo.post("/courses/ml/alias", data={"alias": "momo"}, headers=HTML)
    assert chosen.status_code == 303


def walk_twins(root: httpx2.Client) -> None:
    """Three that are one, of another course: merged over HTTP, and on the page."""
    root.post("/api/v1/courses", json={"slug": "twins", "title": "Twins"}).raise_for_status()
    roster = "alias,email\none,one@x.org\ntwo,two@x.org\nthree,three@x.org\n"
    root.put("/api/v1/courses/twins/roster", content=roster).raise_for_status()
    one, two, three = (
        root.get("/api/v1/people", params={"who": f"{who}@x.org"}).json()[0]["id"]
        for who in ("one", "two", "three")
    )
    merged = root.post(f"/api/v1/people/{one}/merge", json={"into": two})
    assert merged.json()["in_both"] == ["twins"]
    page = root.post(f"/people/{two}/merge", data={"into": three}, headers=HTML)
    assert page.status_code == 303
    found = root.get(f"/api/v1/people/{three}").json()["person"]
    assert found["other_emails"] == ["one@x.org", "two@x.org"]


def walk_people(root: httpx2.Client) -> None:
    """Somebody is looked up, corrected, merged with nobody, exported and erased."""
    (ken,) = root.get("/api/v1/people", params={"who": "ken"}).json()
    where = f"/api/v1/people/{ken['id']}"
    found = root.patch(where, json={"name": "Ken K.", "student_number": "s1"}).json()
    assert {"Ken K.", "s1"} <= {one["after"] for one in found["changes"]}
    see(root, "/people?who=s1", "Ken K.")
    see(root, f"/people/{ken['id']}?into=nobody")
    (momo,) = root.get("/api/v1/people", params={"who": "momo"}).json()
    told = root.post(f"{where}/merge", json={"into": momo["id"], "dry_run": True}).json()
    assert "merge_files" in {one["code"] for one in told["errors"]}
    page = f"/people/{ken['id']}"
    assert root.post(page, data={"name": "Ken"}, headers=HTML).status_code == 303
    assert root.post(f"{page}/merge", data={"into": momo["id"]}, headers=HTML).status_code == 409
    assert root.get(f"/api/v1/people/{ken['id']}/export").content.startswith(b"PK")
    erased = root.delete(where).json()
    assert erased["files"] > 1
    places = read_places(root, part="public")
    assert erased["pseudonym"] in {alias for _, alias in places}
    assert root.get("/api/v1/people", params={"who": "ken"}).json() == []


def walk_pages(clients: People, browser: httpx2.Client) -> None:
    """Every page, in by a link and out again, in by a token and an upload by the form."""
    access = clients["sensei"].post(f"{ML}/tokens", json={"alias": "momo"}).json()
    link = access["sign_in_url"].partition("link=")[2]
    see(browser, "/sign-in")
    assert browser.post("/sign-in/link", data={"link": link}).status_code == 303
    assert browser.post("/sign-out").status_code == 303
    assert browser.post("/sign-in", data={"token": access["token"]}).status_code == 303
    assert browser.post("/language", data={"language": "ja"}).status_code == 303
    for path, word in (
        ("/", "Machine learning"),
        ("/courses/ml", "small"),
        (PAGE, "unrestricted"),
        (f"{PAGE}/leaderboard", "momo"),
        (f"{PAGE}/history?track=unrestricted", "<svg"),
        ("/docs", "submissions"),
    ):
        see(browser, path, word)
    upload = {"file": ("p.csv", b"id,prediction\n", "text/csv")}
    sent = browser.post(PAGE, data={"track": "unrestricted"}, files=upload)
    assert sent.status_code == 303
    see(browser, sent.headers["Location"], "p.csv")
    choice = {"submission": sent.headers["Location"].rsplit("/", 1)[-1], "act": "choose"}
    assert browser.post(f"{PAGE}/choices", data=choice).status_code == 303


@pytest.mark.long
def test_every_route_answers_over_postgresql(
    running: Running,
    admin_client: httpx2.Client,
    client: Client,
    clients: People,
    folder: Path,
    reveal_at: datetime,
    answered: set[tuple[str, str]],
    provider: HandMadeProvider,
) -> None:
    assert running.service.database.engine.dialect.name == "postgresql"
    walk_in(admin_client, clients, client)
    put(clients["sensei"], SMALL, folder)
    assert [one["slug"] for one in clients["momo"].get(f"{ML}/assignments").json()] == ["small"]
    assert clients["momo"].get(SMALL).json()["tries_left"]
    assert clients["momo"].get(f"{SMALL}/starter/sample_submission.csv").content
    walk_uploads(clients)
    walk_boards(clients, reveal_at)
    walk_versions(clients, folder)
    walk_grades(clients)
    walk_exceptions(clients)
    walk_authoring(clients)
    walk_removals(clients)
    walk_on_behalf(clients)
    walk_files(clients)
    walk_roster(clients)
    walk_invitations(clients)
    walk_settings(clients)
    walk_similarity(clients)
    walk_pages(clients, client())
    walk_holdings(clients, client, client())
    walk_identities(clients, client(), provider)
    walk_audit(clients["sensei"], ML, "/courses/ml/audit")
    walk_members(clients["sensei"], clients["momo"])
    walk_audit(admin_client, "/api/v1", "/audit")
    walk_twins(admin_client)
    walk_people(admin_client)
    for path in ("/healthz", "/readyz"):
        clients["momo"].get(path)
    assert "gradus_submissions_accepted_total" in admin_client.get("/metrics").text

    assert unmet(running, answered) == set()
