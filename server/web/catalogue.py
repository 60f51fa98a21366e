"""Every problem that a person can be told of, from the judge and from the server."""

from grader import PROBLEM_KINDS, Catalogue
from server.core.problems import KINDS
from server.courses.roster_problems import KINDS as ROSTER_KINDS

CATALOGUE = Catalogue.of(PROBLEM_KINDS, KINDS, ROSTER_KINDS)
