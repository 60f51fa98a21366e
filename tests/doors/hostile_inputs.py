"""Hostile inputs over HTTP, each with its answer, as data: one file for each kind.

`«text*7»` in an input stands for the text seven times. Characters are sent as bytes of the same
number, so that a file can hold bytes that are no text. `answer` is a status, or those that are
right; `code` is the first problem's; `location` is where a redirection leads.
"""

import json
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "inputs"
_REPEATED = re.compile(r"«([^»]*)\*(\d+)»")
_HEAD = re.compile(rb"HTTP/1\.1 (\d{3}) .*?\r\n(.*?)\r\n\r\n", re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What came back. headers: by name in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the first problem; empty where there is none."""
        try:
            document = json.loads(self.body)
        except ValueError:
            return ""
        errors = document.get("errors") if isinstance(document, dict) else None
        return str(errors[0]["code"]) if errors else ""


def read_kinds() -> dict[str, list[dict[str, Any]]]:
    """Every input by its kind."""
    files = sorted(FOLDER.glob("*.json"))
    return {file.stem: json.loads(file.read_text())["inputs"] for file in files}


def send(port: int, given: dict[str, Any], token: str | None) -> Answer:
    """Send an input on a connection of its own, as somebody, and read the answer to its end."""
    if "raw" in given:
        return _exchange(port, _bytes(given["raw"]))
    headers = {"Host": "here", "Connection": "close"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    headers |= given.get("headers", {})
    body = _bytes(given.get("body", ""))
    lines = [f"{given['send']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if "body" in given:
        lines.append(f"Content-Length: {len(body)}")
    return _exchange(port, _bytes("\r\n".join([*lines, "", ""])) + body)


def _bytes(text: str) -> bytes:
    return _REPEATED.sub(lambda found: found[1] * int(found[2]), text).encode("latin-1")


def _exchange(port: int, sent: bytes) -> Answer:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        said = b""
        try:
            connection.sendall(sent)
            while not (said and _is_whole(said)) and (part := connection.recv(65_536)):
                said += part
        except ConnectionError:
            pass  # refused before all was sent; what was said before is the answer
    return _read(said)


def _is_whole(said: bytes) -> bool:
    head = _HEAD.match(said)
    length = head and re.search(rb"(?i)content-length: (\d+)", head[2])
    return bool(head and length) and len(said) - head.end() >= int(length[1])  # type: ignore[index,union-attr]


def _read(said: bytes) -> Answer:
    head = _HEAD.match(said)
    assert head is not None, f"no answer: {said[:200]!r}"
    fields = [line.partition(b": ") for line in head[2].split(b"\r\n")]
    headers = {name.decode().lower(): value.decode() for name, _, value in fields}
    return Answer(int(head[1]), headers, said[head.end() :])
