"""The judge: bundles, prediction files, layer checks, ranking.

This is all that the server sees of it.
"""

from grader.authoring.choices import (
    TRACKS,
    Common,
    Moments,
    OwnData,
    OwnLayers,
    SplitBy,
    Words,
    new_seed,
)
from grader.authoring.editing import Edit, edit_of, write_edited
from grader.authoring.own_data import write_own_data
from grader.authoring.own_layers import layer_names, read_task, usual_choices, write_own_layers
from grader.authoring.pictures import (
    MAX_PICTURE_BYTES,
    is_picture,
    pictures_of,
    write_with_picture,
    write_without_picture,
)
from grader.authoring.shifting import write_shifted
from grader.authoring.tables import MAX_BYTES as MAX_OWN_BYTES
from grader.authoring.worth import write_with_grades
from grader.bundles.folder import BundleError, open_folder, require_speed
from grader.bundles.leak_table import LeakLine, leak_table
from grader.bundles.lint import LintResult, lint
from grader.bundles.packing import pack, unpack
from grader.catalogue import PROBLEM_KINDS
from grader.definition.bundle import Bundle
from grader.definition.dates import Dates, last_closing, last_end
from grader.definition.definition import Definition, Quota
from grader.definition.grades import LEADER, GradeRank, Grades, GradeStep
from grader.definition.late import Late
from grader.definition.layer_tasks import Convention
from grader.definition.parts import (
    GRADING_PARTS,
    Part,
    Parts,
    changed_parts,
    grades_alike,
    grading_sha256,
    parts_of,
)
from grader.definition.sections import EARLIEST, LATEST, Moment
from grader.grading import Job, OnPredictions, grade
from grader.leaks.law import handed_out
from grader.leaks.policy import PublicLadder, Released, ReleaseName, RoundedScores
from grader.leaks.rounding import SIGNIFICANT_DIGITS
from grader.leaks.suspicion import WORTH_A_TALK, Suspicion
from grader.metrics import METRICS, Metric, RowLosses
from grader.predictions.reading import find_other_than_predictions
from grader.problems import (
    Catalogue,
    Cause,
    ExplainedProblem,
    Problem,
    ProblemKind,
    by_cause,
    kinds_in,
)
from grader.process.bounds import bounds_of, bounds_of_trial, longer
from grader.process.code_running import CodeRunning, CodeState, MissingSandbox
from grader.process.enforcement import OUT_OF_MEMORY
from grader.process.messages import (
    Bounds,
    Failed,
    Graded,
    GradingRequest,
    MessageError,
    MetricTrial,
    MetricTried,
    Printed,
    Ready,
    Setup,
    receive_answer,
    send_message,
)
from grader.ranking import Better, Entry, RankedRow, is_better, rank
from grader.reports import (
    CheckCount,
    CodeLine,
    ErrorPicture,
    Evidence,
    Finding,
    LayerReport,
    Outcome,
    Report,
)
from grader.sandbox.host.cgroups import Cgroup
from grader.sandbox.host.defences import Defence
from grader.sandbox.host.host import DefenceFinding, make_group, memory_of_code
from grader.sandbox.host.system import System
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.kernel.prctl import hide_memory
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import Runner, RunnerFaultError
from grader.scoring.hidden_rows import rows_name, suspicions
from grader.scoring.public_scores import rounded_scores, rounded_secondary, secondary_decimals
from grader.scoring.row_losses import private_losses, public_effects, public_losses, row_losses
from grader.scoring.scorer import public_ladder
from grader.scoring.secondary import MetricScores, released_anew, secondary_scores
from grader.similarity.files import layers_text, program_text, starter_texts
from grader.similarity.groups import groups_of
from grader.similarity.in_subprocess import ComparisonError
from grader.similarity.in_subprocess import compare_in_subprocess as compare_sources
from grader.similarity.predictions import FEWEST as FEWEST_PEOPLE
from grader.similarity.predictions import compare_predictions
from grader.similarity.relation import Relation, RelationKind, relation
from grader.similarity.sources import Passage, Source
from grader.sources.notebooks import InvalidSourceError
from grader.sources.reading import refuse_foreign
from grader.uncertainty import Interval, RowUncertainty, loss_uncertainty
from grader.verdicts import Verdict

__all__ = [
    "EARLIEST",
    "FEWEST_PEOPLE",
    "GRADING_PARTS",
    "LATEST",
    "LEADER",
    "MAX_OWN_BYTES",
    "MAX_PICTURE_BYTES",
    "METRICS",
    "OUT_OF_MEMORY",
    "PROBLEM_KINDS",
    "SIGNIFICANT_DIGITS",
    "TRACKS",
    "WORTH_A_TALK",
    "Better",
    "Bounds",
    "Bundle",
    "BundleError",
    "Catalogue",
    "Cause",
    "Cgroup",
    "CheckCount",
    "CodeLine",
    "CodeRunning",
    "CodeState",
    "Common",
    "ComparisonError",
    "Convention",
    "Dates",
    "Defence",
    "DefenceFinding",
    "Definition",
    "Edit",
    "Entry",
    "ErrorPicture",
    "Evidence",
    "ExplainedProblem",
    "Failed",
    "Finding",
    "GradeRank",
    "GradeStep",
    "Graded",
    "Grades",
    "GradingRequest",
    "Interval",
    "InvalidSourceError",
    "Job",
    "Late",
    "LayerReport",
    "LeakLine",
    "LintResult",
    "MessageError",
    "Metric",
    "MetricScores",
    "MetricTrial",
    "MetricTried",
    "MissingSandbox",
    "Moment",
    "Moments",
    "OnPredictions",
    "Outcome",
    "OwnData",
    "OwnLayers",
    "Part",
    "Parts",
    "Passage",
    "Printed",
    "Problem",
    "ProblemKind",
    "PublicLadder",
    "Quota",
    "RankedRow",
    "Ready",
    "Relation",
    "RelationKind",
    "ReleaseName",
    "Released",
    "Report",
    "RoundedScores",
    "RowLosses",
    "RowUncertainty",
    "Runner",
    "RunnerFaultError",
    "SandboxRunner",
    "Setup",
    "Source",
    "SplitBy",
    "SubprocessRunner",
    "Suspicion",
    "System",
    "UnavailableError",
    "Verdict",
    "Words",
    "bounds_of",
    "bounds_of_trial",
    "by_cause",
    "changed_parts",
    "compare_predictions",
    "compare_sources",
    "edit_of",
    "find_other_than_predictions",
    "grade",
    "grades_alike",
    "grading_sha256",
    "groups_of",
    "handed_out",
    "hide_memory",
    "is_better",
    "is_picture",
    "kinds_in",
    "last_closing",
    "last_end",
    "layer_names",
    "layers_text",
    "leak_table",
    "lint",
    "longer",
    "loss_uncertainty",
    "make_group",
    "memory_of_code",
    "new_seed",
    "open_folder",
    "pack",
    "parts_of",
    "pictures_of",
    "private_losses",
    "program_text",
    "public_effects",
    "public_ladder",
    "public_losses",
    "rank",
    "read_task",
    "receive_answer",
    "refuse_foreign",
    "relation",
    "released_anew",
    "require_speed",
    "rounded_scores",
    "rounded_secondary",
    "row_losses",
    "rows_name",
    "secondary_decimals",
    "secondary_scores",
    "send_message",
    "starter_texts",
    "suspicions",
    "unpack",
    "usual_choices",
    "write_edited",
    "write_own_data",
    "write_own_layers",
    "write_shifted",
    "write_with_grades",
    "write_with_picture",
    "write_without_picture",
]
