"""Students choose their aliases: none that tells who they are, none that is taken for another's."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from server.core.clock import now
from server.core.errors import RequestProblemError
from server.courses.chosen_aliases import look, readable
from tests.server.ungraded_site import Site

ALIAS = "/api/v1/courses/ml/alias"
PEOPLE = """\
alias,name,email,student_number,role
momo,Momoko Tanaka,momoko@example.org,s1234,
paul-heron,Kenji,,,
sensei,Sato,,,instructor
"""


@pytest.fixture
def site(empty_site: Site) -> Site:
    put(empty_site, PEOPLE)
    return empty_site


def put(site: Site, roster: str) -> Any:
    client = TestClient(site.app, headers=_of(site, "sensei"))
    answer = client.put("/api/v1/courses/ml/roster", content=roster.encode())
    assert answer.status_code == 200, answer.text
    return answer.json()


def _of(site: Site, alias: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {site.token(alias)}"}


def choose(site: Site, alias: str, who: str = "momo") -> list[str]:
    """The codes of what is wrong with it."""
    answer = TestClient(site.app, headers=_of(site, who)).put(ALIAS, json={"alias": alias})
    return [one["code"] for one in answer.json().get("errors", [])]


def own(site: Site) -> str:
    answer = TestClient(site.app, headers=_of(site, "momo")).get("/api/v1/courses/ml")
    return str(answer.json()["alias"])


def test_an_alias_is_chosen_and_audited(site: Site) -> None:
    assert choose(site, "  quiet   fox ") == []
    assert own(site) == "quiet fox"
    trail = TestClient(site.app, headers=_of(site, "sensei")).get(
        "/api/v1/courses/ml/audit", params={"what": "member.rename"}
    )
    assert trail.json()["events"][0]["detail"] == {"alias": "momo → quiet fox"}


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        *(("x", "alias_unreadable"), ("x" * 25, "alias_unreadable"), ("--", "alias_unreadable")),
        *(("a\u200bb", "alias_unreadable"), ("a\u202eb", "alias_unreadable")),
        *(
            ("=cmd()", "alias_unreadable"),
            ("<b>", "alias_unreadable"),
            ("🦊🦊", "alias_unreadable"),
        ),
        ("m\u043emo fox", "alias_unreadable"),  # a Cyrillic letter among Latin ones
        *(("tanaka", "alias_tells"), ("Momoko!", "alias_unreadable"), ("s1234", "alias_tells")),
        *(("example", "alias_tells"), ("fox 20241234", "alias_tells")),
        *(("paul-heron", "alias_like_another"), ("Paul Heron", "alias_like_another")),
        *(("pau1_her0n", "alias_like_another"), ("PAUL.HERON", "alias_like_another")),
        *(("ｐａｕｌ-ｈｅｒｏｎ", "alias_like_another"), ("páúl hérön", "alias_like_another")),
        *(("sensei", "alias_like_another"), ("5ato", "alias_like_another")),
        *(("The Adm1n", "alias_like_another"), ("ｓｔａｆｆ", "alias_like_another")),
        *(("担当教員", "alias_like_another"), ("erased-123", "alias_like_another")),
    ],
)
def test_what_is_no_alias_of_ones_own_is_refused(site: Site, alias: str, code: str) -> None:
    assert choose(site, alias) == [code]
    assert own(site) == "momo"


@pytest.mark.parametrize("alias", ["静かな狐", "ことり 7", "Füchsin", "лисица", "狐 fox", "がく"])
def test_any_script_may_be_written(site: Site, alias: str) -> None:
    assert choose(site, alias) == []
    assert own(site) == alias


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("раuӏ", "paul"), ("corn", "com"), ("vvolf", "wolf"), ("O0o", "ooo"), ("Illl", "1lIi")),
        *(("ⅷ", "viii"), ("ﬁsh", "fish"), ("Α", "a"), ("ЕЁ", "ee")),
    ],
)
def test_what_looks_alike_is_one(one: str, other: str) -> None:
    assert look(one) == look(other)


def test_kana_with_other_marks_are_others() -> None:
    assert look("かく") != look("がく")


def test_changes_are_few(site: Site) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for name in ("fox", "owl", "elk"):
            assert choose(site, f"{name} hill") == []
        assert choose(site, "bear hill") == ["alias_changed_often"]
        assert choose(site, "elk hill") == [], "what is the same changes nothing"
        clock.shift(timedelta(days=8))
        again = TestClient(site.app, headers=_of(site, "momo"))
        assert again.put(ALIAS, json={"alias": "bear hill"}).status_code in (200, 401)


def test_the_roster_goes_on_to_know_who_chose_and_to_have_the_last_word(site: Site) -> None:
    assert choose(site, "quiet fox") == []
    assert put(site, PEOPLE)["changed"] == []
    assert own(site) == "quiet fox"

    without = PEOPLE.replace("momoko@example.org", "")
    assert put(site, without)["removed"] == [], "known by what the roster calls them"
    assert own(site) == "quiet fox"

    assert choose(site, "momo") == [], "their own alias of before is theirs"
    assert choose(site, "quiet fox") == []
    put(site, PEOPLE.replace("momo,", "peach,"))
    assert own(site) == "peach"


def test_what_the_roster_calls_somebody_is_kept_for_them(site: Site) -> None:
    assert choose(site, "quiet fox") == []
    assert choose(site, "m0mo", who="<script>alert(1)</script>") == ["not_found"]
    put(site, PEOPLE.replace("paul-heron,Kenji,,,", "quiet fox,Kenji,,,"))
    assert own(site) == "momo", "whom the roster calls so has it"


def test_a_course_may_let_nobody_choose(site: Site) -> None:
    assert choose(site, "quiet fox") == []
    sensei = TestClient(site.app, headers=_of(site, "sensei"))
    told = sensei.patch("/api/v1/courses/ml", json={"lets_choose_aliases": False})
    assert told.json()["lets_choose_aliases"] is False
    assert choose(site, "other fox") == ["aliases_given"]
    assert "Choose another alias" not in site.browser("momo").see("/courses/ml").text
    put(site, PEOPLE)
    assert own(site) == "momo", "the next roster puts back its own"


def test_staff_choose_none(site: Site) -> None:
    assert choose(site, "quiet fox", who="sensei") == ["aliases_given"]


def test_it_is_chosen_on_the_page(site: Site) -> None:
    momo = site.browser("momo")
    assert momo.client.post("/courses/ml/alias", data={"alias": "quiet fox"}).status_code == 303
    assert "quiet fox" in momo.see("/courses/ml").text
    assert momo.client.post("/courses/ml/alias", data={"alias": "sensei"}).status_code == 409


def test_what_is_read_is_what_is_kept() -> None:
    assert readable("ｱﾋﾞｽ") == "アビス"
    with pytest.raises(RequestProblemError):
        readable("a\nb\x00")
