"""The judge: bundles, prediction files, layer checks, ranking.

This is all that the server sees of it.
"""

from grader.problems import Catalogue, ExplainedProblem, Locale, Problem, ProblemKind, Wording
from grader.reports import Evidence, Finding, LayerReport, Outcome, Report
from grader.verdicts import Verdict

__all__ = [
    "Catalogue",
    "Evidence",
    "ExplainedProblem",
    "Finding",
    "LayerReport",
    "Locale",
    "Outcome",
    "Problem",
    "ProblemKind",
    "Report",
    "Verdict",
    "Wording",
]
