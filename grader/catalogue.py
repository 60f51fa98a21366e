"""Every kind of problem that the judge can find."""

from grader.bundles.problems import KINDS as BUNDLE_KINDS
from grader.predictions.problems import KINDS as PREDICTION_KINDS

PROBLEM_KINDS = (*BUNDLE_KINDS, *PREDICTION_KINDS)
