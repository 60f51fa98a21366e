"""A good bundle, and ways to spoil it."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = """\
schema = 1
slug = "sums"
kind = "prediction"
title = { en = "Sums", ja = "和" }
opens_at = 2027-04-12T09:00:00+09:00
closes_at = 2027-07-26T23:59:59+09:00
reveal_at = 2027-07-27T12:00:00+09:00
statement = { en = "statement.en.md", ja = "statement.ja.md" }
starter = [
  "sample_submission.csv",
  "start/train.csv",
]

[[tracks]]
slug = "restricted"
title = { en = "Restricted", ja = "制限あり" }
rules = { en = "NumPy only.", ja = "NumPy のみ。" }
proof = "claimed"

[[tracks]]
slug = "unrestricted"
title = { en = "Unrestricted", ja = "制限なし" }
[tracks.rules]
en = "Anything goes."
ja = "自由です。"

[quota]
per_day = 5

[limits]
wall_s = 2.5

[prediction]
labels = "private/labels.csv"
decimals = 0
"""
FILES = {
    "assignment.toml": GOOD,
    "statement.en.md": "# Sums\n",
    "statement.ja.md": "# 和\n",
    "sample_submission.csv": "id,prediction\na,0\nb,0\nc,0\nd,0\n",
    "start/train.csv": "x,y\n1,2\n",
    "private/labels.csv": "id,label,part\na,1,public\nb,2,private\nc,3,public\nd,4,private\n",
}

MakeBundle = Callable[..., Path]


@pytest.fixture
def make_bundle(tmp_path: Path) -> MakeBundle:
    """Makes the folder of a good bundle, with some of its files replaced or (None) left out.

    definition: what `assignment.toml` should hold instead.
    """

    def make(
        definition: str | bytes = GOOD,
        files: dict[str, str | bytes | None] | None = None,
        name: str = "bundle",
    ) -> Path:
        root = tmp_path / name
        for path, content in {**FILES, "assignment.toml": definition, **(files or {})}.items():
            if content is not None:
                to = root / path
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_bytes(content if isinstance(content, bytes) else content.encode())
        return root

    return make


@pytest.fixture(scope="session")
def good_definition() -> str:
    """The text of a good `assignment.toml`."""
    return GOOD
