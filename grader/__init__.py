"""The judge: bundles, prediction files, layer checks, ranking.

This is all that the server sees of it.
"""

from grader.bundles.archive import pack, unpack
from grader.bundles.definition import Definition
from grader.bundles.source import Bundle, BundleError, open_folder
from grader.catalogue import PROBLEM_KINDS
from grader.grading import Job, Keep, grade
from grader.leaks.policy import PublicLadder, Released
from grader.marking import public_ladder, public_losses, row_losses
from grader.metrics import METRICS, Better, Metric, RowLosses
from grader.problems import Catalogue, ExplainedProblem, Locale, Problem, ProblemKind, Wording
from grader.ranking import Entry, RankedRow, is_better, rank
from grader.reports import CheckCount, ErrorPicture, Evidence, Finding, LayerReport, Outcome, Report
from grader.sandbox.defences import Defence
from grader.sandbox.host import Finding as DefenceFinding
from grader.sandbox.host import hide_memory
from grader.sandbox.runner import Runner, RunnerFaultError
from grader.sandbox.sandbox_runner import SandboxRunner
from grader.sandbox.subprocess_runner import SubprocessRunner
from grader.sandbox.unavailable import UnavailableError
from grader.uncertainty import Interval, RowUncertainty, loss_uncertainty
from grader.verdicts import Verdict

__all__ = [
    "METRICS",
    "PROBLEM_KINDS",
    "Better",
    "Bundle",
    "BundleError",
    "Catalogue",
    "CheckCount",
    "Defence",
    "DefenceFinding",
    "Definition",
    "Entry",
    "ErrorPicture",
    "Evidence",
    "ExplainedProblem",
    "Finding",
    "Interval",
    "Job",
    "Keep",
    "LayerReport",
    "Locale",
    "Metric",
    "Outcome",
    "Problem",
    "ProblemKind",
    "PublicLadder",
    "RankedRow",
    "Released",
    "Report",
    "RowLosses",
    "RowUncertainty",
    "Runner",
    "RunnerFaultError",
    "SandboxRunner",
    "SubprocessRunner",
    "UnavailableError",
    "Verdict",
    "Wording",
    "grade",
    "hide_memory",
    "is_better",
    "loss_uncertainty",
    "open_folder",
    "pack",
    "public_ladder",
    "public_losses",
    "rank",
    "row_losses",
    "unpack",
]
