"""A metric that gives no score is refused by the push, before anybody's file meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.grading import evaluations
from server.submissions import queries as submissions
from tests.server.ungraded_site import Site

CUSTOM = 'metric = "custom"\nmetric_file = "private/metric.py"\nbetter = "lower"'


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("import pandas\n\n\ndef score(p, y):\n    return 1.0\n", "module_unavailable"),
        ("def score(p, y):\n    return float('nan')\n", "bundle_metric_result"),
        ("def score(p, y):\n    return -abs(p - y).mean()\n", "bundle_metric_direction"),
        ("def score(p, y):\n    return abs(p - y).mean()\n", None),
    ],
)
def test_a_push_runs_the_metric(
    source: str,
    codes: str | None,
    put_bundle: Callable[..., Any],
    prediction_bundle: Callable[..., Path],
    clients: dict[str, Any],
) -> None:
    folder = prediction_bundle()
    text = (folder / "assignment.toml").read_text().replace('metric = "mae"', CUSTOM)
    (folder / "assignment.toml").write_text(text)
    (folder / "private" / "metric.py").write_text(source)
    answer = put_bundle(folder)
    if codes is None:
        assert answer.status_code == 200, answer.text
        return
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert errors[-1]["code"] == codes
    assert errors[-1]["line"] is not None
    assert clients["momo"].get("/api/v1/courses/ml/assignments").json() == []


def test_staff_read_why_a_file_could_not_be_graded_and_its_sender_does_not(site: Site) -> None:
    page = site.browser("momo").upload().headers["location"]

    def fail(session: Any) -> None:
        evaluation = submissions.latest_evaluation(session, page.rsplit("/", 1)[-1])
        for _ in range(evaluations.MOST_FAULTS):
            assert evaluations.claim(session, evaluation.id, "w") is not None
            evaluations.fail(session, evaluation.id, "w", "the metric returned None (line 4)")

    site.service.database.write(fail)
    assert "the metric returned None (line 4)" in site.browser("sensei").see(page).text
    assert "returned None" not in site.browser("momo").see(page).source
