"""A picture of every page in a browser, in `build/pictures`, and what a machine sees wrong in it.

`python -m tests.pictures`: wide and narrow, light and dark, in every language, before anybody has
handed anything in and with the work of a class of 132. The list of pages is the router's: one that
has no example here is a complaint.
"""

import argparse
import itertools
import logging
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from gradus.host.logs import configure_logs
from languages import LOCALES
from server.app import create_app
from server.settings import Settings
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.pictures.classes import (
    ADMINISTRATOR,
    ASSIGNMENTS,
    COURSE,
    HELD,
    LAYERS,
    PREDICTION,
    RELEASES,
    STUDENTS,
    TEACHER,
    Class,
    serve_class,
    slug_of,
)
from tests.pictures.complaints import complaints_about, violations_in

FOLDER = Path(__file__).parents[2] / "build/pictures"
WIDTHS = {"wide": 1280, "narrow": 360}
SCHEMES = ("light", "dark")
_READ_BY_AXE = {("wide", "en"), ("narrow", "ja")}  # in both schemes; it takes half of the time
_NOBODY = "nobody"
_READERS = (_NOBODY, STUDENTS[0], TEACHER, ADMINISTRATOR)


@dataclass(frozen=True)
class Visit:
    """A page as somebody sees it. route: whose it is. status: what it answers with."""

    name: str
    route: str
    path: str
    reader: str
    status: int = HTTPStatus.OK


def main() -> int:
    """Take all pictures and say what is wrong in them; 0 where nothing is."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--only", default="*", help="a pattern for names, as 'class/*-wide-*'")
    only: str = parser.parse_args().only
    if find_chromium() is None:
        sys.stdout.write(f"{MISSING}\n")
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    with ProcessPoolExecutor(2) as pool:
        albums = list(pool.map(partial(_take_all, only), (False, True)))
    seen = set[str]().union(*(album.routes for album in albums))
    with tempfile.TemporaryDirectory() as folder:
        unseen = pages_of(create_app(Settings(data_dir=Path(folder)))) - seen
    for route in sorted(unseen):
        sys.stdout.write(f"{route}: has no picture\n")
    taken = sum(album.taken for album in albums)
    complaints = sum(album.complaints for album in albums) + len(unseen)
    sys.stdout.write(f"{taken} pictures, {complaints} complaints\n")
    return 1 if complaints or not taken else 0


@dataclass
class Album:
    """The pictures of one course. routes: whose pages can be seen in it."""

    routes: set[str]
    taken: int = 0
    complaints: int = 0


def _take_all(only: str, with_data: bool) -> Album:
    """Serve a course and take its pictures, those whose name is as in a pattern."""
    configure_logs(logging.WARNING, for_people=False)
    with serve_class(with_data=with_data) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        visits = list(visits_of(served))
        album = Album({visit.route for visit in visits})
        for name, found in _take(browser, served, visits, only):
            album.taken += 1
            album.complaints += len(found)
            sys.stdout.writelines(f"{name}: {complaint}\n" for complaint in found)
            sys.stdout.flush()
        browser.close()
    return album


def pages_of(app: FastAPI) -> set[str]:
    """The path of every page: what is got by a browser, and not of the HTTP interface."""
    return {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if "GET" in (route.methods or ())
        and not route.include_in_schema
        and not str(route.path).startswith(("/openapi", "/api"))
    }


def visits_of(served: Class) -> Iterator[Visit]:
    """Every page that there is in a course, as those see it who read it."""
    student = STUDENTS[0]
    yield Visit("sign-in", "/sign-in", "/sign-in", _NOBODY)
    yield Visit("used-link", "/sign-in", "/sign-in?link=used", _NOBODY, HTTPStatus.UNAUTHORIZED)
    callback = "/sign-in/with/{provider}/callback"
    yield Visit(
        "used-attempt", callback, "/sign-in/with/uni/callback", _NOBODY, HTTPStatus.FORBIDDEN
    )
    yield Visit("docs", "/docs", "/docs", _NOBODY)
    yield Visit("nowhere", "", "/nowhere", student, HTTPStatus.NOT_FOUND)
    course = "/courses/{course}"
    for reader in (student, TEACHER):
        yield Visit(f"home-{reader}", "/", "/", reader)
        yield Visit(f"account-{reader}", "/account", "/account", reader)
        yield Visit(f"course-{reader}", course, f"/courses/{COURSE}", reader)
    yield Visit("audit-of-course", f"{course}/audit", f"/courses/{COURSE}/audit", TEACHER)
    yield Visit("audit", "/audit", "/audit", ADMINISTRATOR)
    new, where = f"{course}/new-assignment", f"/courses/{COURSE}/new-assignment"
    yield Visit("new-assignment", new, where, TEACHER)
    yield Visit("new-layers", new, f"{where}?kind=layers", TEACHER)
    members, where = f"{course}/members", f"/courses/{COURSE}/members"
    yield Visit("members", members, where, TEACHER)
    invitations = f"/courses/{COURSE}/invitations"
    yield Visit("settings", f"{course}/settings", f"/courses/{COURSE}/settings", TEACHER)
    yield Visit("invitations", f"{course}/invitations", invitations, TEACHER)
    yield Visit("roster", f"{course}/roster", f"/courses/{COURSE}/roster", TEACHER)
    yield Visit("member", f"{members}/{{alias}}", f"{where}/{student}", TEACHER)
    yield Visit("people", "/people", "/people", ADMINISTRATOR)
    person = f"/people/{served.id_of(student)}?into={STUDENTS[1]}"
    yield Visit("person", "/people/{person}", person, ADMINISTRATOR)
    assignment = f"{course}/assignments/{{assignment}}"
    for slug, reader in itertools.product(ASSIGNMENTS, (student, TEACHER)):
        path = f"/courses/{COURSE}/assignments/{slug}"
        pages = ["", "/leaderboard", "/history"]
        pages += (
            [
                "/likeness",
                "/versions",
                "/grades",
                "/files",
                "/failures",
                "/exceptions",
                "/edit",
                "/as-student",
            ]
            if reader == TEACHER
            else []
        )
        pages += ["/history?track=unrestricted"] if slug == PREDICTION else []
        for page in pages:
            name = f"{slug}{re.sub('[/?=]', '-', page) or '-assignment'}-{reader}"
            yield Visit(name, assignment + page.partition("?")[0], path + page, reader)
    if served.submissions:
        yield from _visits_of_work(served, assignment)


def _visits_of_work(served: Class, assignment: str) -> Iterator[Visit]:
    """The pages that only work makes."""
    for release, reader in itertools.product(RELEASES, (STUDENTS[0], TEACHER)):
        path = f"/courses/{COURSE}/assignments/{slug_of(release)}"
        drawn = "/history?track=unrestricted&metric=r2"
        pages = ("/leaderboard", "/versions") if reader == TEACHER else ("", "/leaderboard", drawn)
        for page in pages:
            name = f"{release}{re.sub('[/?=&]', '-', page) or '-assignment'}-{reader}"
            yield Visit(name, assignment + page.partition("?")[0], path + page, reader)
    for page in ("", "/leaderboard"):
        path = f"/courses/{COURSE}/assignments/{HELD}{page}"
        yield Visit(f"held{page.replace('/', '-')}", assignment + page, path, STUDENTS[0])
    for what, submission in served.submissions.items():
        name = f"submission-{what.replace(' ', '-')}"
        for reader in (STUDENTS[0], TEACHER) if what in served.own else (TEACHER,):
            path = f"/submissions/{submission}"
            yield Visit(f"{name}-{reader}", "/submissions/{submission_id}", path, reader)
            into = f"{path}/contents"
            yield Visit(
                f"{name}-in-{reader}", "/submissions/{submission_id}/contents", into, reader
            )
    for kind, slug in (("predictions", PREDICTION), ("sources", LAYERS)):
        if path := served.pair(slug, kind):
            route = f"{assignment}/likeness/{kind}/{{first}}/{{second}}"
            yield Visit(f"pair-of-{kind}", route, path, TEACHER)


def _take(
    browser: Browser, served: Class, visits: list[Visit], only: str
) -> Iterator[tuple[str, list[str]]]:
    """The name of each picture with what is wrong in it."""
    data = "class" if served.submissions else "empty"
    for size, scheme, language, reader in itertools.product(WIDTHS, SCHEMES, LOCALES, _READERS):
        named = {f"{data}/{one.name}-{size}-{scheme}-{language}": one for one in visits}
        wanted = {
            name: one for name, one in named.items() if one.reader == reader and fnmatch(name, only)
        }
        if wanted:
            context = browser.new_context(
                base_url=served.url,
                viewport={"width": WIDTHS[size], "height": 900},
                color_scheme=scheme,
                locale=language,
            )
            errors: list[str] = []
            page = _signed_in(context, served.tokens.get(reader), errors)
            for name, visit in wanted.items():
                found = [*_look(page, visit, errors, name), *complaints_about(page, language)]
                if (size, language) in _READ_BY_AXE:
                    found += violations_in(page)
                yield name, found
            context.close()


def _signed_in(context: BrowserContext, token: str | None, errors: list[str]) -> Page:
    """A tab of somebody's. errors: gets what the browser writes into its console as errors."""
    page = context.new_page()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    if token is not None:
        page.goto("/sign-in")
        page.fill("#token", token)
        page.click("form.sign-in button")
        page.wait_for_url("**/")
    return page


def _look(page: Page, visit: Visit, errors: list[str], name: str) -> Iterator[str]:
    """Open a page and take its picture; what is wrong with how it came."""
    errors.clear()
    answer = page.goto(visit.path)
    status = answer.status if answer else None
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    if status != visit.status:
        yield f"status {status}"
    if visit.status == HTTPStatus.OK:  # the browser complains about any other itself
        yield from (f"console: {error}" for error in errors)


if __name__ == "__main__":
    sys.exit(main())
