"""Fingerprints of a token sequence: few, yet every long enough match leaves one in both.

Source: Schleimer, Wilkerson and Aiken 2003, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from grader.similarity.tokens import Token

GRAM = 16  # tokens; shorter matches say nothing
WINDOW = 6  # grams, of which one at least is chosen; matches of 21 tokens are always found


@dataclass(frozen=True)
class Fingerprint:
    """The hash of a gram of tokens, and its first and last line."""

    hash: int
    first_line: int
    last_line: int


def winnow(
    tokens: Sequence[Token], gram: int = GRAM, window: int = WINDOW
) -> tuple[Fingerprint, ...]:
    """The least hash of every window, the rightmost of equal ones, each chosen once.

    Empty for fewer tokens than a gram. Raises ValueError unless gram and window are at least 1.
    """
    if gram < 1 or window < 1:
        raise ValueError(f"expected gram and window of at least 1, got {gram} and {window}")
    hashes = [_hash(tokens[i : i + gram]) for i in range(len(tokens) - gram + 1)]
    chosen = {
        min(range(start, min(start + window, len(hashes))), key=lambda i: (hashes[i], -i))
        for start in range(max(1, len(hashes) - window + 1) if hashes else 0)
    }
    return tuple(_fingerprint(hashes[i], tokens[i : i + gram]) for i in sorted(chosen))


def _fingerprint(value: int, tokens: Sequence[Token]) -> Fingerprint:
    lines = [token.line for token in tokens]
    return Fingerprint(value, min(lines), max(lines))


def _hash(tokens: Sequence[Token]) -> int:
    """64 bits, the same in every process."""
    text = "\0".join(token.text for token in tokens)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
