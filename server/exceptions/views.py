"""Exceptions as staff read them."""

from collections.abc import Sequence
from datetime import UTC

from pydantic import AwareDatetime

from grader import ExplainedProblem, Problem
from languages import Locale
from server.assignments.terms import Terms
from server.exceptions.plan import Plan, Planned
from server.exceptions.queries import Granted, terms_in
from server.web.api_model import ApiModel
from server.web.catalogue import CATALOGUE


class GrantedTerms(ApiModel):
    """What an exception grants."""

    opens_at: AwareDatetime | None
    """Their own opening; null for that of all."""
    closes_at: AwareDatetime | None
    """Their own deadline; null for that of all."""
    extra_tries: int
    """How many files count beyond those of each day and of all."""
    extra_s: int
    """How many seconds a program may run longer, each time it is run."""


class ExceptionView(GrantedTerms):
    """A student's exception."""

    alias: str
    """Whose it is."""
    name: str | None
    """Their name on the roster."""
    active: bool
    """Whether they are on the roster now."""
    reason: str
    """Why; they read it."""
    given_by: str | None
    """The alias of who gave it."""
    given_at: AwareDatetime
    """When."""


class PlannedException(ApiModel):
    """What a student is to have in the place of what they have."""

    alias: str
    """Who."""
    name: str | None
    """Their name on the roster."""
    reason: str
    """Why."""
    before: GrantedTerms | None
    """What they have now; null for no exception."""
    after: GrantedTerms
    """What they are to have."""


class GivenExceptions(ApiModel):
    """What is given, or would be."""

    given: bool
    """Whether it is; else it was only asked for."""
    exceptions: list[PlannedException]
    """Each student with what they have then."""
    warnings: list[ExplainedProblem]
    """What comes of it for everybody."""


def exception_view(granted: Granted) -> ExceptionView:
    """An exception as staff read it."""
    row, member = granted.row, granted.member
    return ExceptionView(
        **_terms(terms_in(row)).model_dump(),
        alias=member.alias,
        name=member.name,
        active=member.active,
        reason=row.reason,
        given_by=granted.giver,
        given_at=row.given_at,
    )


def plan_view(plan: Plan, locale: Locale, *, given: bool) -> GivenExceptions:
    """A plan as staff read it. given: whether it is carried out."""
    return GivenExceptions(
        given=given,
        exceptions=[_planned(one) for one in plan.planned],
        warnings=problems_in(plan.warnings, locale),
    )


def problems_in(found: Sequence[Problem], locale: Locale) -> list[ExplainedProblem]:
    """Problems in a language."""
    return [CATALOGUE.explain(one, locale) for one in found]


def _planned(one: Planned) -> PlannedException:
    grant, member = one.addressed.grant, one.addressed.member
    return PlannedException(
        alias=member.alias,
        name=member.name,
        reason=grant.reason.strip(),
        before=None if one.before is None else _terms(one.before),
        after=GrantedTerms(
            opens_at=grant.opens_at and grant.opens_at.astimezone(UTC),
            closes_at=grant.closes_at and grant.closes_at.astimezone(UTC),
            extra_tries=grant.extra_tries,
            extra_s=grant.extra_s,
        ),
    )


def _terms(row: Terms) -> GrantedTerms:
    return GrantedTerms(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        extra_tries=row.extra_tries,
        extra_s=row.extra_s,
    )
