"""Every kind of problem that the judge can find."""

from grader.bundles.builders.problems import KINDS as BUILDER_KINDS
from grader.bundles.problems import KINDS as BUNDLE_KINDS
from grader.grading_problems import KINDS as GRADING_KINDS
from grader.predictions.problems import KINDS as PREDICTION_KINDS

PROBLEM_KINDS = (*BUNDLE_KINDS, *BUILDER_KINDS, *PREDICTION_KINDS, *GRADING_KINDS)
