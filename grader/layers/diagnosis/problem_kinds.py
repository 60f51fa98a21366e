"""The modules that define what the judge of layers can find wrong."""

from grader.layers import catalogue, problems
from grader.layers.diagnosis import causes
from grader.layers.diagnosis.lines import kinds as lines
from grader.layers.diagnosis.repairs import kinds as expressions
from grader.layers.diagnosis.repairs import statement_kinds as statements

MODULES = (problems, causes, expressions, statements, lines, *catalogue.MODULES)
