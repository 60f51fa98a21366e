"""People as they look on a terminal."""

from gradus.api.people_answers import MergedAnswer, PersonAnswer
from gradus.output.rendering import visible


def merge_line(goes: PersonAnswer, stays: PersonAnswer, merged: MergedAnswer) -> str:
    """What becomes of two people who are merged, in a sentence or two."""
    moved = (
        f"{merged.files} files in {merged.assignments} assignments, {merged.tokens} tokens,"
        f" {merged.sessions} browsers and {merged.identities} accounts elsewhere"
    )
    told = f"{_name(goes)} becomes {_name(stays)}, with {moved}."
    if merged.courses:
        told += f" Courses that come: {', '.join(merged.courses)}."
    if merged.in_both:
        told += f" Courses of both, with one line each: {', '.join(merged.in_both)}."
    if merged.emails:
        told += f" Further addresses: {', '.join(map(visible, merged.emails))}."
    return told


def _name(person: PersonAnswer) -> str:
    return f"{visible(person.name)} ({visible(person.courses)})"
