"""Receiving an upload: streamed to disk as it comes, multipart or raw, never held in memory."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from server.core import problems
from server.core.errors import RequestProblemError
from server.core.files.blobs import SpooledFile

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_LONGEST_FIELD = 1024
_YES = frozenset({"true", "1", "yes", "on"})
_FORM_OVERHEAD = 64 * 1024
LARGEST_BODY = 1 << 30  # of any upload; each has a limit of its own below that
_DRAINED_BYTES = 64 * 1024 * 1024  # read and dropped past the limit, so that the answer arrives
RAW_TYPES = ("text/csv", "text/x-python", "application/octet-stream", "application/zip")


@dataclass
class ReceivedForm:
    """What an upload said besides its bytes. filename: None where none was given.

    again: whether it is to count although the same bytes were sent before. late: whether it may
    spend late days.
    """

    filename: str | None = None
    track: str | None = None
    again: bool = False
    late: bool = False


class _Overflow(Exception):  # noqa: N818 - a signal between two functions of this file
    """More bytes came than are allowed."""


async def receive(request: Request, spooled: SpooledFile, limit_bytes: int) -> ReceivedForm:
    """Stream the request's file into `spooled`.

    Raises 400 for a body that was cut off or cannot be read, 413 over `limit_bytes`, 415 for a
    media type that is not taken, 422 for a form without a file.
    """
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    try:
        if media_type == b"multipart/form-data":
            form = await _receive_multipart(request, spooled, limit_bytes, options)
        elif media_type.decode("latin-1") in RAW_TYPES:
            form = await _receive_raw(request, spooled, limit_bytes)
        else:
            raise _bad_type(media_type.decode("latin-1"))
    except _Overflow:
        await _drain(request)
        raise RequestProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, problems.TOO_LARGE(limit_bytes=limit_bytes)
        ) from None
    except ClientDisconnect:
        raise _bad_form("the connection closed before the end") from None
    if spooled.size_bytes == 0:
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problems.EMPTY_UPLOAD())
    return form


async def _receive_raw(request: Request, spooled: SpooledFile, limit_bytes: int) -> ReceivedForm:
    _require_size(request, limit_bytes)
    async for chunk in request.stream():
        if spooled.size_bytes + len(chunk) > limit_bytes:
            raise _Overflow
        spooled.write(chunk)
    _, disposition = parse_options_header(request.headers.get("content-disposition", ""))
    said = disposition.get(b"filename", b"").decode("utf-8", "replace")
    filename = request.query_params.get("filename") or said or None
    query = request.query_params
    again, late = (query.get(name) in _YES for name in ("again", "late"))
    return ReceivedForm(filename, query.get("track") or None, again, late)


async def _receive_multipart(
    request: Request, spooled: SpooledFile, limit_bytes: int, options: dict[bytes, bytes]
) -> ReceivedForm:
    boundary = options.get(b"boundary")
    if not boundary:
        raise _bad_form("it names no boundary")
    _require_size(request, limit_bytes + _FORM_OVERHEAD)
    reader = _FormReader(spooled, limit_bytes)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        received = 0
        async for chunk in request.stream():
            received += len(chunk)
            if received > limit_bytes + _FORM_OVERHEAD:
                raise _Overflow
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise _bad_form(str(error).rstrip(".")) from None
    if not reader.ended:
        raise _bad_form("it ends before its closing boundary")
    if not reader.found_file:
        named = reader.fields.get("track", "TRACK")
        raise RequestProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problems.NO_FILE(track=named))
    track = reader.fields.get("track") or request.query_params.get("track") or None
    again, late = (
        (reader.fields.get(name) or request.query_params.get(name)) in _YES
        for name in ("again", "late")
    )
    return ReceivedForm(reader.filename, track, again, late)


class _FormReader:
    """Callbacks of the multipart parser: the part `file` to disk, short fields to memory."""

    def __init__(self, spooled: SpooledFile, limit_bytes: int) -> None:
        self.fields: dict[str, str] = {}
        self.filename: str | None = None
        self.found_file = False
        self.ended = False
        self._spooled = spooled
        self._limit_bytes = limit_bytes
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._name: str | None = None
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        """The functions that the parser calls, by the names it knows."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_data,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._disposition = b""
        self._name = None
        self._value = bytearray()

    def _end_header(self) -> None:
        if bytes(self._header[0]).lower() == b"content-disposition":
            self._disposition = bytes(self._header[1])
        self._header = (bytearray(), bytearray())

    def _begin_data(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name == "file":
            if self.found_file:
                raise _bad_form("it holds more than one part 'file'")
            self.found_file = True
            self.filename = options.get(b"filename", b"").decode("utf-8", "replace") or None

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._name != "file":
            self._value.extend(data[start:end])
            if len(self._value) > _LONGEST_FIELD:
                raise _bad_form(f"its part '{self._name}' is too long")
            return
        if self._spooled.size_bytes + end - start > self._limit_bytes:
            raise _Overflow
        self._spooled.write(data[start:end])

    def _end_part(self) -> None:
        if self._name is not None and self._name != "file":
            if self._name in self.fields:
                raise _bad_form(f"it holds more than one part '{self._name}'")
            self.fields[self._name] = self._value.decode("utf-8", "replace")

    def _end(self) -> None:
        self.ended = True


def _require_size(request: Request, limit_bytes: int) -> None:
    """Refuse what says itself that it is too large, before it comes."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit_bytes:
        raise _Overflow


async def _drain(request: Request) -> None:
    """Read on for a while: a client that is still sending would not see the answer."""
    dropped = 0
    try:
        async for chunk in request.stream():
            dropped += len(chunk)
            if dropped > _DRAINED_BYTES:
                return
    except (ClientDisconnect, RuntimeError):
        return


def _bad_form(reason: str) -> RequestProblemError:
    return RequestProblemError(HTTPStatus.BAD_REQUEST, problems.BAD_FORM(reason=reason))


def _bad_type(media_type: str) -> RequestProblemError:
    expected = "multipart/form-data, " + " / ".join(RAW_TYPES)
    return RequestProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        problems.BAD_MEDIA_TYPE(media_type=media_type, expected=expected),
    )
