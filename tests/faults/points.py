"""Where a server is killed: functions of the product by name, before or after one of their calls.

Nothing in the product knows of this: the launcher wraps them in the server's own process.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Point:
    """A place in the life of a file or version. target: ``module:name``, or a class's member.

    happens_in: what the course has to be doing to come by there.
    """

    target: str
    when: Literal["before", "after"]
    happens_in: Literal["uploads", "switch"] = "uploads"


POINTS = {
    "after-fsync": Point("server.core.files.blobs:SpooledFile.finish", "after"),
    "after-keep": Point("server.core.files.blobs:DirectoryStore.keep", "after"),
    "before-commit": Point("server.submissions.upload:Uploads._commit", "after"),
    "after-commit": Point("server.core.queue:MemoryQueue.push", "before"),
    "before-answer": Point("server.submissions.upload:Uploads._keep", "after"),
    "before-claim": Point("server.grading.evaluations:claim", "before"),
    "mid-claim": Point("server.grading.evaluations:claim", "after"),
    "mid-grade": Point("server.grading.process:send_message", "after"),
    "before-finish": Point("server.grading.finishing:finish", "before"),
    "mid-finish": Point("server.grading.finishing:finish", "after"),
    "after-finish": Point("server.grading.worker:Workers._announce", "before"),
    "mid-release": Point("server.boards.rounded:release", "after"),
    "mid-release-on-ladder": Point("server.boards.ladder:release", "after"),
    "mid-push": Point("server.versions.push:_put", "after", "switch"),
    "after-bundle": Point("server.versions.publisher:Publisher._fill_parts", "before", "switch"),
    "mid-switch": Point("server.grading.regrading:rebuild_standings", "after", "switch"),
    "after-switch": Point("server.versions.publisher:_switch", "after", "switch"),
}
