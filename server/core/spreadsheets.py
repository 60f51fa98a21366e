"""Cells that spreadsheets read and never compute."""

import unicodedata

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defuse(cell: str) -> str:
    """A cell that no spreadsheet computes: a quote stands before what would begin a formula."""
    text = unicodedata.normalize("NFKC", cell).lstrip(" ")
    return f"'{cell}" if text.startswith(_FORMULAS) and not _is_harmless(cell) else cell


def protect(cell: str) -> str:
    """The same of a cell that `unprotect` gives back as it was."""
    return f"'{cell}" if cell.startswith("'") else defuse(cell)


def unprotect(cell: str) -> str:
    """A cell that `protect` wrote, or any other as it is."""
    return cell[1:] if cell.startswith("'") and protect(cell[1:]) == cell else cell


def _is_harmless(cell: str) -> bool:
    """Whether it is a number, or the dash that stands for none."""
    return cell == "-" or number_in(cell) is not None


def number_in(cell: str) -> float | None:
    """The number in a cell; None for anything else."""
    text = cell.strip()
    if not text or not set(text) <= set("+-.0123456789"):
        return None
    try:
        return float(text)
    except ValueError:
        return None
