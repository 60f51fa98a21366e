"""A class that hands in predictions and layers, some of it copied."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from tests.server.running import zip_folder

ROWS = 400
RNG = np.random.default_rng(0)
LABELS = np.floor(np.exp(RNG.normal(3.0, 1.0, size=ROWS)))
CORPUS = Path(__file__).parents[2] / "corpus/layers/right"
ADDRESS = "/api/v1/courses/{course}/assignments/{slug}"


def honest(seed: int) -> Any:
    """Predictions of a model of one's own: near the labels, and never right on the large ones."""
    noise = np.random.default_rng(seed).normal(size=ROWS)
    return np.maximum(0.0, 0.75 * LABELS + (0.4 + 0.15 * LABELS) * noise) + 0.013


def look_up(seed: int) -> Any:
    """The same with one label in four, as somebody has it who found the data."""
    values = honest(seed)
    values[::4] = LABELS[::4]
    return values


def rename(source: str) -> str:
    """A file with other names, other comments and another layout."""
    source = re.sub(r"\bdout\b", "upstream", source)
    source = re.sub(r"\bout\b", "result", source)
    source = re.sub(r"^( +)", lambda indent: indent[1] * 2, source, flags=re.MULTILINE)
    return "# mine, all mine\n" + source


class Classroom:
    """A course, its roster and the clients of everybody in it."""

    def __init__(
        self,
        admin: httpx2.Client,
        client: Callable[..., httpx2.Client],
        course: str,
        students: Mapping[str, str],
    ) -> None:
        self.course = course
        created = {"slug": course, "title": course, "time_zone": "Asia/Tokyo"}
        assert admin.post("/api/v1/courses", json=created).status_code == 201
        lines = [f"{alias},{name}," for alias, name in students.items()]
        roster = "\n".join(["alias,name,role", *lines, f"{course}-ta,Tomo,assistant", ""])
        path = f"/api/v1/courses/{course}"
        assert admin.put(f"{path}/roster", content=roster.encode()).status_code == 200
        self._admin = admin
        self.people: dict[str, httpx2.Client] = {}
        for alias in (*students, f"{course}-ta"):
            made = admin.post(f"{path}/tokens", json={"alias": alias})
            self.people[alias] = client(made.json()["token"])

    def address(self, slug: str) -> str:
        """Where the interface has an assignment."""
        return ADDRESS.format(course=self.course, slug=slug)

    def push(self, folder: Path, slug: str) -> None:
        """Put a bundle in force."""
        headers = {"Content-Type": "application/zip"}
        answer = self._admin.put(self.address(slug), content=zip_folder(folder), headers=headers)
        assert answer.status_code == 200, answer.text

    def predict(self, alias: str, values: Any, slug: str = "small") -> str:
        """Hand in predictions and wait until they are scored; the submission's id."""
        rows = "".join(f"{i},{float(value)!r}\n" for i, value in enumerate(values))
        found = self._hand_in(
            alias, slug, "unrestricted", "p.csv", b"id,prediction\n" + rows.encode()
        )
        assert found["verdict"] == "scored"
        return str(found["id"])

    def write(self, alias: str, source: str, slug: str = "backprop-layers") -> str:
        """Hand in layers and wait until they are graded; the submission's id."""
        found = self._hand_in(alias, slug, "main", "layers.py", source.encode())
        assert found["verdict"] != "infrastructure_fault"
        return str(found["id"])

    def program(self, alias: str, name: str, body: bytes, slug: str) -> str:
        """Hand in a program and wait until it was trained and scored; the submission's id."""
        found = self._hand_in(alias, slug, "restricted", name, body)
        assert found["verdict"] == "scored", found
        return str(found["id"])

    def _hand_in(self, alias: str, slug: str, track: str, name: str, body: bytes) -> Any:
        receipt = self.people[alias].post(
            f"{self.address(slug)}/submissions",
            files={"file": (name, body)},
            data={"track": track, "again": "true"},
        )
        assert receipt.status_code == 202, receipt.text
        final = self.people[alias].get(receipt.headers["Location"], params={"wait": 60})
        assert final.json()["state"] == "final"
        return final.json()


def prediction_folder(make: Callable[..., Path]) -> Path:
    """A bundle of 400 counts, half of them public."""
    parts = ("public", "private")
    labels = "".join(f"{i},{label:g},{parts[i % 2]}\n" for i, label in enumerate(LABELS))
    folder = make(labels="id,label,part\n" + labels, tables="[quota]\nper_day = 50\n")
    sample = "id,prediction\n" + "".join(f"{i},0\n" for i in range(ROWS))
    (folder / "sample_submission.csv").write_text(sample)
    return folder
