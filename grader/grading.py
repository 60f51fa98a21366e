"""One grading: a submitted file against an assignment version."""

from dataclasses import dataclass
from pathlib import Path

from grader.bundles.source import Bundle


@dataclass(frozen=True)
class Job:
    """What is graded: the file as uploaded, its track, and the seed of anything random."""

    bundle: Bundle
    track: str
    file: Path
    filename: str
    file_sha256: str
    seed: int
