"""Every kind of problem that the judge can find."""

from grader.builders.problems import KINDS as BUILDER_KINDS
from grader.bundles.problems import KINDS as BUNDLE_KINDS
from grader.layers.diagnosis.problem_kinds import PROBLEM_KINDS as LAYER_KINDS
from grader.metrics import KINDS as METRIC_KINDS
from grader.predictions.problems import KINDS as PREDICTION_KINDS
from grader.programs.problems import KINDS as PROGRAM_KINDS
from grader.sandbox.protocol.problems import KINDS as SANDBOX_KINDS

PROBLEM_KINDS = (
    *BUNDLE_KINDS,
    *BUILDER_KINDS,
    *METRIC_KINDS,
    *PREDICTION_KINDS,
    *LAYER_KINDS,
    *PROGRAM_KINDS,
    *SANDBOX_KINDS,
)
