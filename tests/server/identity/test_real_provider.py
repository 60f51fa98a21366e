"""A provider of OpenID Connect that is not ours, in a process of its own: asked, and clicked."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import expect, sync_playwright
from starlette.testclient import TestClient

from server.app import create_app
from server.core.models import Identity
from server.grading.pool import GradingPool
from tests.accessibility import faults_in_both_schemes, is_too_wide
from tests.browser import ARGUMENTS, MISSING, find_chromium
from tests.server.identity.elsewhere import ROSTER, alias_in, go, rows, settings_for
from tests.server.running import Running
from tests.server.ungraded_site import Page, Site

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The issuer of a provider that knows momo, and asks everybody else only for a name."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", "0", "--require-nonce"]
    momo = '{"sub": "42", "email": "momo@example.org", "email_verified": true}'
    with subprocess.Popen(
        [*command, "--user-claims", momo],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    ) as process:
        assert process.stderr is not None
        said = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)
        found = next(filter(None, said))
        reading = threading.Thread(target=deque, args=(process.stderr, 0))
        reading.start()
        yield found.group()
        process.terminate()
        reading.join()


def test_a_student_signs_in_by_it(sqlite_data_dir: Path, issuer: str) -> None:
    app = create_app(settings_for(sqlite_data_dir, mock={"issuer": issuer}))
    with TestClient(app):
        site = Site(app, ROSTER)
        browser = site.browser()
        for sub, status in (("somebody@example.org", 403), ("42", 303), ("42", 303)):
            there = httpx2.post(go(browser, "mock"), data={"sub": sub})
            back = urlsplit(there.headers["location"])
            answer = browser.client.get(f"{back.path}?{back.query}")
            assert answer.status_code == status, answer.text
        assert alias_in(browser) == "momo"
        assert [one.subject for one in rows(site, Identity)] == ["42"]
        there = httpx2.post(go(browser, "mock"), data={"action": "deny"})
        back = urlsplit(there.headers["location"])
        page = Page(browser.client.get(f"{back.path}?{back.query}"))
        assert page.status == 403


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=MISSING)
@pytest.mark.parametrize("script", [True, False])
def test_a_student_signs_in_by_it_in_a_browser(
    sqlite_data_dir: Path, issuer: str, shared_grading: GradingPool, script: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = settings_for(sqlite_data_dir, mock={"issuer": issuer, "title": "The Uni"})
    here = {"host": "127.0.0.1", "port": port, "public_url": f"http://127.0.0.1:{port}"}
    running = Running(settings.model_copy(update=here), shared_grading)
    running.start()
    try:
        site = Site(running.app, ROSTER)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            page = browser.new_context(java_script_enabled=script).new_page()
            page.goto(f"{running.url}/courses/ml")
            if script:
                assert faults_in_both_schemes(page) == []
                assert not is_too_wide(page)
            page.get_by_role("button", name="Sign in with The Uni").click()
            page.wait_for_url(f"{issuer}/**")
            page.get_by_role("button", name="42").click()
            page.wait_for_url(f"{running.url}/courses/ml")
            page.goto(f"{running.url}/account")
            expect(page.locator("#identities + ul")).to_contain_text("momo@example.org")
            if script:
                assert faults_in_both_schemes(page) == []
            page.get_by_role("button", name="Disconnect momo@example.org of The Uni").click()
            page.wait_for_url(lambda url: "/sign-in" in url)
            browser.close()
        assert rows(site, Identity) == []
    finally:
        running.stop()
