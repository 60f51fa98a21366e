"""Courses and rosters over HTTP: what is refused, and what a dry run leaves alone."""

import threading

import pytest


def test_a_dry_run_shows_the_difference_changes_nothing_and_waits_for_no_writer(
    running, clients, admin_client
) -> None:
    roster, address = b"alias,role\nmomo,\nnew,\nsensei,instructor\n", "/api/v1/courses/ml/roster"
    writing, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        writing.set()
        assert go_on.wait(30)

    writer = threading.Thread(target=running.service.database.write, args=(hold,))
    writer.start()
    try:
        assert writing.wait(30)
        foretold = clients["sensei"].put(address, params={"dry_run": "true"}, content=roster)
    finally:
        go_on.set()
        writer.join()
    assert foretold.status_code == 200
    assert [line["alias"] for line in foretold.json()["removed"]] == ["ken", "ta"]
    assert admin_client.put(address, content=roster).json() == foretold.json()


def test_a_roster_of_column_names_alone_removes_nobody(clients) -> None:
    refused = clients["sensei"].put("/api/v1/courses/ml/roster", content=b"alias,name\n")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "roster_no_people"
    assert clients["momo"].get("/api/v1/courses/ml").status_code == 200


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
@pytest.mark.parametrize("left", ["", "sensei,\n", "sensei,assistant\n"])
def test_instructors_cannot_take_themselves_off_but_administrators_can(
    clients, admin_client, left: str, query: str
) -> None:
    address, roster = "/api/v1/courses/ml/roster", f"alias,role\nmomo,\nnew,\n{left}"
    before = clients["sensei"].get(address).content
    refused = clients["sensei"].put(address + query, content=roster.encode())
    assert refused.status_code == 422
    assert [error["code"] for error in refused.json()["errors"]] == ["roster_without_you"]
    assert "'sensei'" in refused.json()["errors"][0]["message"]
    assert clients["sensei"].get(address).content == before, "nothing is half done"
    assert admin_client.put(address + query, content=roster.encode()).status_code == 200


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_assistants_cannot_change_a_roster_nor_ask_what_it_would_change(
    clients, query: str
) -> None:
    refused = clients["ta"].put(f"/api/v1/courses/ml/roster{query}", content=b"alias\nmomo\n")
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"title": "M\x00L"}, {"title": "M\x1b[31mL"}, {"title": "M\nL"}, {"slug": "ml\n"}]
)
def test_titles_and_slugs_hold_no_control_characters(admin_client, wrong: dict[str, str]) -> None:
    refused = admin_client.post("/api/v1/courses", json={"slug": "ml", "title": "ML", **wrong})
    assert refused.status_code == 422
    assert refused.json()["errors"]


def test_a_title_may_hold_the_ideographic_space(admin_client) -> None:
    made = admin_client.post("/api/v1/courses", json={"slug": "ml", "title": "機械学習\u3000入門"})
    assert made.status_code == 201


def test_what_was_read_of_a_file_is_said(clients) -> None:
    """As it came: in Shift_JIS with semicolons, and titles of its own."""
    data = "学籍番号;氏名;Login;Section\n００７;河合 もも;momo@x.org;A\n".encode("cp932")
    asked = {"draw_aliases": True, "keep_staff": True, "columns": ["email=Login", "role="]}
    told = clients["sensei"].put("/api/v1/courses/ml/roster", params=asked, content=data)
    assert told.status_code == 200, told.text
    assert told.json()["columns"] == {
        "name": "氏名",
        "email": "Login",
        "student_number": "学籍番号",
    }
    assert told.json()["ignored"] == ["Section"]
    assert [line["alias"] for line in told.json()["removed"]] == ["ken", "momo"]
    written = clients["sensei"].get("/api/v1/courses/ml/roster").text
    assert "河合 もも,momo@x.org,student,007" in written
    wrong = clients["sensei"].put(
        "/api/v1/courses/ml/roster", params={"columns": "email"}, content=data
    )
    assert wrong.status_code == 422
