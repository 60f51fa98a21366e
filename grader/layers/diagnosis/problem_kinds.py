"""The modules that define what the judge of layers can find wrong."""

from grader.layers import catalogue, problems
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.repairs import kinds

MODULES = (problems, causes, kinds, *catalogue.MODULES)
