"""A teacher makes an assignment from a CSV, reads it over, edits and publishes it."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from grader import Common, Moments, OwnData, Words, pack, write_own_data
from server.authoring import rules
from server.boards.reveals import moment_of
from server.core.files.blobs import bundle_key
from server.core.models import AssignmentVersion, Evaluation
from server.versions.publisher import Publisher
from tests.grader.authoring.own_files import own_csv, own_rows
from tests.server.ungraded_site import SMALL, Page, Site
from tests.server.wrong_layers import wrong_layers

COURSE = "/courses/ml"
NEW = f"{COURSE}/new-assignment"
OWN = f"{COURSE}/assignments/own"
API = f"/api/v1{COURSE}/assignments"
DATES = {
    "opens_at": "2020-04-12T09:00",
    "closes_at": "2090-07-20T23:59:30",
    "reveal_at": "2090-07-21T12:00",
}
FORM: dict[str, Any] = {
    "kind": "prediction",
    "slug": "own",
    "title": ["Own data", "自分のデータ"],
    "target": "size",
    "track": ["claimed", "unrestricted"],
    "seed": "a seed",
    **DATES,
}
LAYERS = {"kind": "layers", "layer": "Affine", "points": "3", "sizes": "", "arguments": ""}
ROWS = [row | {"size": f"{7_000_000 + at * 13}.5"} for at, row in enumerate(own_rows())]
DATA = own_csv(ROWS, "kind")


def client_of(site: Site, alias: str) -> TestClient:
    return TestClient(site.app, headers={"Authorization": f"Bearer {site.token(alias)}"})


def make(client: TestClient, path: str = API, **changed: Any) -> httpx2.Response:
    files = {"data": ("data.csv", changed.pop("data", DATA), "text/csv")}
    return client.post(path, data=FORM | changed, files=files)


def edit_form(page: Page, **changed: Any) -> dict[str, Any]:
    """What the form of a page sends as it stands, with some fields changed."""
    fields: dict[str, Any] = {}
    for one in page.all("input"):
        fields.setdefault(one["name"], []).append(one.get("value", ""))
    texts = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.source, re.DOTALL)
    fields["statement"] = [text.replace("&#39;", "'").replace("&amp;", "&") for text in texts]
    return {k: v for k, v in fields.items() if k != "next"} | changed


def evaluations(site: Site) -> int:
    with site.service.database.read() as session:
        return session.scalar(select(func.count()).select_from(Evaluation)) or 0


def test_the_page_and_the_command_make_the_same_bytes_of_the_same_answers(
    empty_site: Site, tmp_path: Path
) -> None:
    answer = make(empty_site.browser("sensei").client, NEW)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{OWN}/edit"
    zone = "Asia/Tokyo"
    moments = Moments(**{name: moment_of(text, zone) for name, text in DATES.items()})
    common = Common("own", Words({"en": "Own data", "ja": "自分のデータ"}), moments)
    folder = tmp_path / "own"
    folder.mkdir()
    write_own_data(folder, OwnData(common, DATA, "size", seed="a seed"))
    packed = BytesIO()
    pack(folder, packed)
    publisher: Publisher = empty_site.app.state.held[Publisher]
    with empty_site.service.database.read() as session:
        (version,) = session.scalars(select(AssignmentVersion)).all()
    with publisher.files.fetch(bundle_key(version.id)) as archive:
        assert archive.read_bytes() == packed.getvalue()


def test_a_draft_is_read_over_and_published_and_students_hand_in(empty_site: Site) -> None:
    sensei, momo = empty_site.browser("sensei"), empty_site.browser("momo")
    assert make(sensei.client, NEW).status_code == 303
    page = sensei.see(f"{OWN}/edit")
    assert "Draft: Own data" in page.text
    assert "Predict size of 100 rows" in page.text  # the preview
    assert "What the board tells of hidden labels" in page.text
    momo.see(OWN, 404)
    seen = sensei.see(f"{OWN}/as-student")
    assert "Open closes in" in seen.text
    assert "Versions" not in seen.text
    assert [one for one in seen.all("button") if "disabled" in one]
    saved = sensei.client.post(f"{OWN}/edit", data=edit_form(page, act="publish"))
    assert saved.status_code == 303, saved.text
    assert "Own data" in momo.see(COURSE).text
    assert momo.upload(OWN).status_code == 303


def test_an_edit_makes_a_version_and_no_evaluation(empty_site: Site) -> None:
    """Of words, dates and tries; the board and what was graded stay."""
    sensei = empty_site.browser("sensei")
    assert make(sensei.client, NEW, publish="true", **LAYERS).status_code == 303
    upload = empty_site.browser("momo").upload(OWN, "main", "layers.py")
    empty_site.grade(upload.headers["location"], wrong_layers())
    before = evaluations(empty_site)
    board = client_of(empty_site, "momo").get(f"{API}/own/leaderboard").json()
    changed = {
        "statement": ["# Own data\r\n\r\nOther *words*.", ""],
        "closes_at": "2091-01-01T00:00",
        "reveal_at": "",
        "per_day": "9",
        "total": "40",
    }
    form = edit_form(sensei.see(f"{OWN}/edit"), act="save", **changed)
    assert sensei.client.post(f"{OWN}/edit", data=form).status_code == 303
    assert evaluations(empty_site) == before
    rows = client_of(empty_site, "momo").get(f"{API}/own/leaderboard").json()["rows"]
    assert rows == board["rows"]
    assert len(rows) == 1
    view = client_of(empty_site, "momo").get(f"{API}/own").json()
    assert view["version"] == 2
    assert view["statement"] == "# Own data\n\nOther *words*."
    assert view["closes_at"].startswith("2091-01-01T00:00:00")
    assert (view["tries_per_day"], view["tries_total"]) == (9, 40)
    lines = client_of(empty_site, "sensei").get(f"{API}/own/versions").json()
    assert lines[0]["changed"] == ["dates", "quota", "words"]
    assert lines[0]["graded_as"] == 1


def test_a_page_that_is_saved_as_it_is_changes_nothing(empty_site: Site) -> None:
    """Moments keep their seconds, statements their bytes."""
    sensei = empty_site.browser("sensei")
    make(sensei.client, NEW)
    form = edit_form(sensei.see(f"{OWN}/edit"), act="save")
    assert sensei.client.post(f"{OWN}/edit", data=form).status_code == 303
    lines = client_of(empty_site, "sensei").get(f"{API}/own/versions").json()
    assert lines[0]["changed"] in ([], None)
    view = client_of(empty_site, "sensei").get(f"{API}/own/edit").json()
    assert view["closes_at"] == "2090-07-20T14:59:30Z" or view["closes_at"].endswith(
        "23:59:30+09:00"
    )


def test_a_preview_saves_nothing(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    make(sensei.client, NEW)
    texts = ["# Own data\n\n<script>x</script> **bold**", ""]
    form = edit_form(sensei.see(f"{OWN}/edit"), act="preview", statement=texts)
    shown = Page(sensei.client.post(f"{OWN}/edit", data=form))
    assert "<strong>bold</strong>" in shown.source
    assert "<script>x</script>" not in shown.source
    view = client_of(empty_site, "sensei").get(f"{API}/own/edit").json()
    assert view["version"] == 1
    assert "bold" not in view["statement"]["en"]


def test_two_who_edit_at_once_are_told(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei)
    first = sensei.patch(f"{API}/own/edit", json={"version": 1, "per_day": 3})
    assert first.json()["per_day"] == 3, first.text
    second = sensei.patch(f"{API}/own/edit", json={"version": 1, "per_day": 4})
    assert second.status_code == 409
    assert second.json()["errors"][0]["code"] == "edited_meanwhile"


def test_a_script_edits_what_it_names_and_publishes(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei)
    asked = {"version": 1, "draft": False, "opens_at": None, "title": {"en": "Other"}}
    view = sensei.patch(f"{API}/own/edit", json=asked).json()
    assert view["title"] == {"en": "Other"}
    assert view["draft"] is False
    assert view["opens_at"] is None
    assert view["closes_at"] is not None
    assert client_of(empty_site, "momo").get(f"{API}/own").json()["title"] == "Other"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"title": {}}, "own_title_missing"),
        ({"opens_at": "2095-01-01T00:00:00Z"}, "bundle_dates_out_of_order"),
        ({"statement": {}}, "bundle_text_missing"),
    ],
)
def test_an_edit_that_cannot_be_meant_changes_nothing(
    empty_site: Site, asked: dict[str, Any], code: str
) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei)
    answer = sensei.patch(f"{API}/own/edit", json={"version": 1} | asked)
    assert answer.status_code == 422
    assert code in {one["code"] for one in answer.json()["errors"]}
    assert sensei.get(f"{API}/own/edit").json()["version"] == 1


def test_a_script_sees_what_a_student_will(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei, visible_from="2080-01-01T00:00", opens_at="")
    view = sensei.get(f"{API}/own/as-student").json()
    assert view["draft"] is False
    assert view["tries_left"] == 5
    assert client_of(empty_site, "momo").get(f"{API}/own/as-student").status_code == 404


def test_layers_are_chosen_in_a_table(empty_site: Site) -> None:
    sensei = empty_site.browser("sensei")
    page = sensei.see(f"{NEW}?kind=layers")
    names = [one["value"] for one in page.all("input") if one.get("name") == "layer"]
    assert len(names) == 25
    rows = {
        "layer": names,
        "points": ["2" if name in {"Affine", "Conv2D"} else "" for name in names],
        "sizes": ["D = 8, M = 2" if name == "Affine" else "" for name in names],
        "arguments": ["stride = 2" if name == "Conv2D" else "" for name in names],
    }
    form = {"kind": "layers", "slug": "own", "title": ["", "層"], "convention": "B", "publish": "1"}
    answer = sensei.client.post(NEW, data=form | rows)
    assert answer.status_code == 303, answer.text
    view = client_of(empty_site, "momo").get(f"{API}/own").json()
    assert view["max_points"] == 4
    starter = client_of(empty_site, "momo").get(view["starter"][0]["url"]).text
    assert "def affine_forward(x, w, b):" in starter


def test_rows_that_are_hidden_already_come_as_a_file_of_their_own(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    other = own_csv(own_rows(60, seed=1), "kind")
    files = {"data": ("a.csv", DATA, "text/csv"), "held_out": ("b.csv", other, "text/csv")}
    made = sensei.post(API, data=FORM, files=files)
    assert made.status_code == 201, made.text
    starter = sensei.get(f"{API}/own/starter/test.csv").text
    assert len(starter.splitlines()) == 61


def test_layers_are_made_by_script(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    made = make(sensei, **LAYERS).json()
    assert made == {"assignment": "own", "version": 1, "draft": True, "url": OWN}
    assert sensei.get(f"{API}/own").json()["max_points"] == 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"target": "weight"}, "own_target_missing"),
        ({"data": b""}, "own_table_empty"),
        ({"data": DATA.replace(b"7000013.5", b"=7000013.5")}, "own_cell_formula"),
        ({"data": DATA.replace(b"7000013.5", b"7000013.5x")}, "own_target_not_number"),
        ({"opens_at": "soon"}, "bad_moment"),
        ({"reveal_at": ""}, "own_reveal_needed"),
        ({"opens_at": "2095-01-01T00:00"}, "bundle_dates_out_of_order"),
        ({"slug": "Own"}, "own_name_refused"),
        (LAYERS | {"points": "x"}, "own_layer_text_refused"),
        (LAYERS | {"layer": "Affinity"}, "bundle_not_one_of"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_told_in_the_form_and_leaves_nothing(
    empty_site: Site, changed: dict[str, Any], code: str
) -> None:
    sensei = empty_site.browser("sensei")
    publisher: Publisher = empty_site.app.state.held[Publisher]
    root = publisher.bundles.folder("any").parent
    before = sorted(root.rglob("*"))
    shown = Page(make(sensei.client, NEW, **changed))
    assert shown.status == 422
    assert "Nothing was made." in shown.text
    by_script = make(client_of(empty_site, "sensei"), **changed)
    assert by_script.status_code == 422
    assert code in {one["code"] for one in by_script.json()["errors"]}
    assert client_of(empty_site, "sensei").get(API).json() == []
    assert sorted(root.rglob("*")) == before
    assert "7000013" not in by_script.text


def test_a_draft_of_the_same_name_is_made_anew_and_nothing_else(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    assert make(sensei).json()["version"] == 1
    assert make(sensei, hidden="40").json()["version"] == 2
    assert make(sensei, publish="true").json()["version"] == 3
    refused = make(sensei)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["code"] == "assignment_exists"


def test_no_answer_holds_a_hidden_label(empty_site: Site, caplog: Any) -> None:
    """Every target is a text of its own, so that each could be found."""
    sensei, momo = client_of(empty_site, "sensei"), client_of(empty_site, "momo")
    answers = [
        make(sensei, publish="true").text,
        empty_site.browser("sensei").see(f"{OWN}/edit").source,
    ]
    publisher: Publisher = empty_site.app.state.held[Publisher]
    with empty_site.service.database.read() as session:
        (version,) = session.scalars(select(AssignmentVersion)).all()
    labels = (publisher.bundles.get(version.id).root / "private/labels.csv").read_text()
    hidden = [line.split(",")[1].partition(".")[0] for line in labels.splitlines()[1:]]
    view = momo.get(f"{API}/own").json()
    answers += [momo.get(one["url"]).text for one in view["starter"]]
    answers += [sensei.get(f"{API}/own/{name}").text for name in ("edit", "as-student", "versions")]
    answers += [momo.get(f"{API}/own").text, momo.get(OWN).text, caplog.text]
    assert len(hidden) == 100
    for answer in answers:
        assert not [label for label in hidden if label in answer]


def test_a_bundle_is_made_in_a_folder_that_does_not_stay(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends it."""
    seen = []

    def fail(folder: Path, _: OwnData) -> None:
        seen.append(folder)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(rules, "write_own_data", fail)
    client = TestClient(
        empty_site.app,
        headers={"Authorization": f"Bearer {empty_site.token('sensei')}"},
        raise_server_exceptions=False,
    )
    assert make(client).status_code == 500
    assert seen
    assert not seen[0].exists()


def test_students_and_assistants_make_nothing(empty_site: Site) -> None:
    momo = client_of(empty_site, "momo")
    assert make(momo).status_code == 403
    empty_site.browser("momo").see(NEW, 403)
    make(client_of(empty_site, "sensei"), publish="true")
    assert momo.get(f"{API}/own/edit").status_code == 403
    assert momo.get(f"{API}/own/as-student").status_code == 403
    assert momo.patch(f"{API}/own/edit", json={"version": 1}).status_code == 403


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


def test_a_picture_is_added_shown_and_taken_out_with_nothing_graded_again(empty_site: Site) -> None:
    sensei, momo = empty_site.browser("sensei"), empty_site.browser("momo")
    make(sensei.client, NEW, publish="true", statement=["# Own data\n\n![A *map*](map.png)", ""])
    before = evaluations(empty_site)
    assert not momo.see(OWN).all("img")
    sent = sensei.client.post(f"{OWN}/pictures", files={"file": ("map.png", PNG, "image/png")})
    assert sent.status_code == 303, sent.text
    (shown,) = momo.see(OWN).all("img")
    assert shown["alt"] == "A *map*"
    assert momo.client.get(shown["src"]).content == PNG
    assert "Take out map.png" in sensei.see(f"{OWN}/edit").text
    lines = client_of(empty_site, "sensei").get(f"{API}/own/versions").json()
    assert lines[0]["changed"] == ["starter"]
    taken = sensei.client.post(f"{OWN}/pictures", data={"remove": "map.png"})
    assert taken.status_code == 303
    assert not momo.see(OWN).all("img")
    assert evaluations(empty_site) == before


def test_a_script_adds_pictures_and_takes_them_out(empty_site: Site) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei)
    path = f"{API}/own/pictures/map.png"
    assert sensei.put(path, content=PNG).json()["version"] == 2
    assert sensei.put(path, content=PNG + b"\0").json()["version"] == 3
    assert sensei.get(f"{API}/own/edit").json()["pictures"] == ["map.png"]
    assert sensei.delete(path).json()["version"] == 4
    assert sensei.delete(path).status_code == 404
    assert sensei.get(f"{API}/own/edit").json()["pictures"] == []


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("map.svg", b"<svg/>", "own_picture_name"),
        ("train.csv", b"a,b", "own_picture_name"),
        ("map.png", b"<script>", "own_no_picture"),
        ("map.png", PNG + bytes(2_000_000), "too_large"),
    ],
)
def test_what_is_no_picture_is_refused(
    empty_site: Site, name: str, content: bytes, code: str
) -> None:
    sensei = client_of(empty_site, "sensei")
    make(sensei)
    answer = sensei.put(f"{API}/own/pictures/{name}", content=content)
    assert answer.status_code in {413, 422}
    assert answer.json()["errors"][0]["code"] in {code, "own_picture_large"}
    assert sensei.get(f"{API}/own/edit").json()["version"] == 1
    files = {"file": (name, content, "image/png")}
    shown = empty_site.browser("sensei").client.post(f"{OWN}/pictures", files=files)
    assert shown.status_code in {413, 422}


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_end_of_the_calendar_is_refused_everywhere(site: Site, moment: str) -> None:
    staff = site.browser("sensei").client
    asked = (
        ("PUT", "/exceptions", {"people": ["momo"], "reason": "x", "closes_at": moment}),
        ("PATCH", "/edit", {"version": 1, "closes_at": moment}),
        ("PUT", "/tracks/unrestricted/reveal", {"at": moment}),
    )
    for method, path, body in asked:
        answer = staff.request(method, f"/api/v1{SMALL}{path}", json=body)
        assert answer.status_code == 422, answer.text
    form = {"track": "unrestricted", "at": moment}
    assert staff.post(f"{SMALL}/reveal", data=form).status_code == 422
