"""The hostile submissions: data files, each with its expected verdict in its first lines.

A file says in comments what it does and what must come of it:

    # what: Forks once and carries on if it may not.
    # expect: scored
    # code: forbidden            of the problem that stopped it, where there is one
    # limits: wall_s=0.4         instead of those below
    # needs: x86_64              and is left out elsewhere

Most hold a right `Affine`, so that an act that is denied in silence ends in `scored`. An act that
succeeds says `ESCAPED`, by an exception or in print; one that fails although the kernel looked at
it, and did not just deny it, says `ANSWERED`. `@canary-folder@` stands for the folder with the
judge's secret files.
"""

import platform
import re
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.sandbox.runner import Limits
from grader.verdicts import Verdict

CORPUS = Path(__file__).with_name("corpus")
NEXT_IN_LINE = CORPUS / "next_in_line.py"
LIMITS = Limits(wall_s=20.0, cpu_s=10.0, memory_bytes=256_000_000, output_bytes=65_536)
ESCAPED, ANSWERED = "ESCAPED", "ANSWERED"
_HEADER = re.compile(rb"^# (what|expect|code|limits|needs): (.*)$", re.MULTILINE)
_FOLDER = b"@canary-folder@"


@dataclass(frozen=True)
class Submission:
    """One hostile file. name: its folder and its name without the ending."""

    name: str
    data: bytes

    @cached_property
    def header(self) -> dict[str, str]:
        """What it says of itself by key. Raises ValueError where a key stands twice."""
        found = [(key.decode(), value.decode()) for key, value in _HEADER.findall(self.data)]
        if len(dict(found)) != len(found):
            raise ValueError(f"{self.name}: a key stands twice")
        return dict(found)

    @property
    def group(self) -> str:
        """The folder that it lies in."""
        return self.name.partition("/")[0]

    @property
    def expected(self) -> frozenset[Verdict]:
        """The verdicts that it may get; more than one only where kernels or Pythons differ."""
        return frozenset(map(Verdict, self.header["expect"].split()))

    @property
    def code(self) -> str | None:
        """The code of the problem that it must end with, if any is meant."""
        return self.header.get("code")

    @property
    def limits(self) -> Limits:
        """What it may use."""
        words = (word.split("=") for word in self.header.get("limits", "").split())
        whole = {"memory_bytes", "output_bytes"}
        return replace(LIMITS, **{k: int(v) if k in whole else float(v) for k, v in words})

    @property
    def missing(self) -> frozenset[str]:
        """What it needs that is not here: another machine, another Python."""
        here = {platform.machine(), f"python3.{sys.version_info.minor}"}
        return frozenset(self.header.get("needs", "").split()) - here

    @property
    def code_alone(self) -> bytes:
        """The file without what it says of itself."""
        return _HEADER.sub(b"", self.data)

    def source(self, canary_folder: Path) -> bytes:
        """What is handed in."""
        return self.data.replace(_FOLDER, str(canary_folder).encode())


def all_submissions(pattern: str = "*/*") -> list[Submission]:
    """The corpus in order, or the part of it whose names match."""
    return [
        Submission(f"{path.parent.name}/{path.stem}", path.read_bytes())
        for path in sorted(CORPUS.glob(f"{pattern}.py"))
        if path.parent != CORPUS
    ]
