"""The modules that define what the judge of layers can find wrong."""

from grader.layers import catalogue, problems
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.lines import kinds as lines
from grader.layers.diagnosis.repairs import kinds as repairs

MODULES = (problems, causes, repairs, lines, *catalogue.MODULES)
