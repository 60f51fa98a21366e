"""Files as teachers have them, and the choices that go with them."""

import datetime as dt
from typing import Any

import numpy as np

from grader.authoring.choices import Common, Moments, OwnData, Words

ROWS = 400
MOMENTS = Moments(
    opens_at=dt.datetime(2030, 4, 12, 9, tzinfo=dt.UTC),
    closes_at=dt.datetime(2030, 7, 20, tzinfo=dt.UTC),
    reveal_at=dt.datetime(2030, 7, 21, tzinfo=dt.UTC),
)
COMMON = Common("own", Words({"en": "Own data", "ja": "自分のデータ"}), MOMENTS)


def own_rows(rows: int = ROWS, seed: int = 0) -> list[dict[str, str]]:
    """Rows of which `size` follows from three numbers, `kind` from its sign."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, 3))
    size = X @ [1.0, 2.0, 3.0] + random.normal(size=rows)
    return [
        {
            "id": f"p{at}",
            **{name: f"{value:.4f}" for name, value in zip("abc", x, strict=True)},
            "town": f"t{at % 16}",
            "size": f"{y:.3f}",
            "kind": "cat" if y > 0 else "dog",
        }
        for at, (x, y) in enumerate(zip(X, size, strict=True))
    ]


def own_csv(rows: list[dict[str, str]], *left_out: str) -> bytes:
    """The rows as CSV, without some columns."""
    names = [name for name in rows[0] if name not in left_out]
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def own_data(content: bytes | None = None, **changed: Any) -> OwnData:
    """Choices about a file whose column `size` is predicted."""
    said = {"target": "size", "seed": "a seed"} | changed
    given = own_csv(own_rows(), "kind") if content is None else content
    return OwnData(COMMON, given, **said)
