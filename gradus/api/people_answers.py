"""What a server says of people, as far as the command reads it."""

from pydantic import TypeAdapter

from gradus.api.answers import AnswerModel


class MembershipAnswer(AnswerModel):
    """A person's line on a course's roster."""

    course: str
    alias: str


class PersonAnswer(AnswerModel):
    """Somebody, as administrators see them."""

    id: str
    name: str
    email: str | None
    memberships: list[MembershipAnswer]

    @property
    def courses(self) -> str:
        """Where they are or were, in words."""
        return ", ".join(f"{one.alias} in {one.course}" for one in self.memberships) or "no course"


class HistoryAnswer(AnswerModel):
    """Somebody who was corrected."""

    person: PersonAnswer


class MergedAnswer(AnswerModel):
    """What becomes of two people who are one. in_both: courses in which one line stays."""

    stays: str
    goes: str
    courses: list[str]
    in_both: list[str]
    assignments: int
    files: int
    tokens: int
    sessions: int
    identities: int
    emails: list[str]


class ErasedAnswer(AnswerModel):
    """What became of somebody who was erased."""

    pseudonym: str


PEOPLE = TypeAdapter(list[PersonAnswer])
