"""Sending a file so that it arrives once, whatever the network does, and waiting for its verdict.

Every attempt carries the same Idempotency-Key: where an answer was lost after the server had
accepted the file, the next attempt gets that submission's receipt instead of a second submission.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from gradus.api.answers import ReceiptAnswer, SubmissionAnswer
from gradus.api.client import Client, UnreachableError

Pause = Callable[[float], None]

_RETRY_PAUSES_S = (0.5, 1.0, 2.0, 4.0)
_CHUNK_BYTES = 64 * 1024
_POLL_S = 25.0  # below what machines in between allow a silent connection
_MEDIA_TYPES = {".csv": "text/csv", ".py": "text/x-python"}


@dataclass(frozen=True)
class OutgoingFile:
    """A file and where it is for. key: the same for every attempt.

    again: whether it is to count although the same bytes were sent before. late: whether it may
    spend late days.
    """

    file: Path
    course: str
    assignment: str
    track: str | None = None
    again: bool = False
    late: bool = False
    key: str = field(default_factory=lambda: uuid4().hex)


def submit(
    client: Client,
    upload: OutgoingFile,
    *,
    sent: Callable[[int], None] = lambda _: None,
    pause: Pause | None = None,
) -> ReceiptAnswer:
    """The receipt of `upload`; `sent` hears how many bytes of it have gone out.

    Raises CommandError where the server refuses it, or cannot be reached several times in a row.
    """
    for pause_s in _RETRY_PAUSES_S:
        try:
            return _attempt(client, upload, sent)
        except UnreachableError:
            (pause or time.sleep)(pause_s)
    return _attempt(client, upload, sent)


def _attempt(client: Client, upload: OutgoingFile, sent: Callable[[int], None]) -> ReceiptAnswer:
    params = {"filename": upload.file.name}
    if upload.track is not None:
        params["track"] = upload.track
    if upload.again:
        params["again"] = "true"
    if upload.late:
        params["late"] = "true"
    with upload.file.open("rb") as file:
        headers = {
            "Content-Length": str(os.fstat(file.fileno()).st_size),
            "Content-Type": _MEDIA_TYPES.get(
                upload.file.suffix.lower(), "application/octet-stream"
            ),
            "Idempotency-Key": upload.key,
        }

        def chunks() -> Iterator[bytes]:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
                sent(file.tell())

        return client.submit(
            upload.course, upload.assignment, chunks(), headers=headers, params=params
        )


def follow(
    client: Client,
    submission_id: str,
    *,
    patience_s: float,
    seen: Callable[[SubmissionAnswer], None] = lambda _: None,
    pause: Pause | None = None,
) -> SubmissionAnswer:
    """The submission once it is final, or as it is after `patience_s`; `seen` hears each state."""
    deadline = time.monotonic() + patience_s
    failures = iter(_RETRY_PAUSES_S)
    wait_s = 0.0
    while True:
        try:
            latest = client.submission(submission_id, wait_s=wait_s)
        except UnreachableError:
            pause_s = next(failures, None)
            if pause_s is None:
                raise
            (pause or time.sleep)(pause_s)
            continue
        seen(latest)
        wait_s = min(_POLL_S, deadline - time.monotonic())
        if latest.state == "final" or wait_s <= 0:
            return latest
