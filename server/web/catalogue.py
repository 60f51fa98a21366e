"""Every problem that a person can be told of, from the judge and from the server."""

from grader import PROBLEM_KINDS, Catalogue, kinds_in
from server.core import (
    alias_problems,
    exception_problems,
    file_problems,
    gradebook_problems,
    late_problems,
    people_problems,
    problems,
    provider_problems,
    roster_problems,
    table_problems,
)

CATALOGUE = Catalogue.of(
    PROBLEM_KINDS,
    kinds_in(
        alias_problems,
        exception_problems,
        file_problems,
        gradebook_problems,
        late_problems,
        people_problems,
        problems,
        provider_problems,
        roster_problems,
        table_problems,
    ),
)
