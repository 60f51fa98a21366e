"""Every kind of problem that the judge of layers finds, but for those of the sandbox."""

from grader.layers.catalogue.general_causes import KINDS as GENERAL_CAUSES
from grader.layers.catalogue.layer_causes import KINDS as LAYER_CAUSES
from grader.layers.problems import KINDS as LAYER_KINDS

PROBLEM_KINDS = (*LAYER_KINDS, *GENERAL_CAUSES, *LAYER_CAUSES)
