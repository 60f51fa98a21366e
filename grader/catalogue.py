"""Every kind of problem that the judge can find."""

from grader import metrics
from grader.archives import problems as archives
from grader.authoring import problems as authoring
from grader.builders import problems as builders
from grader.bundles import lint_problems, named_file_problems
from grader.bundles import problems as bundles
from grader.layers.diagnosis import problem_kinds as layers
from grader.predictions import npy_problems
from grader.predictions.diagnosis import cell_problems, file_problems, row_problems
from grader.problems import kinds_in
from grader.programs import problems as programs
from grader.sandbox import problems as sandbox
from grader.scoring import problems as scoring
from grader.sources import problems as sources

PROBLEM_KINDS = kinds_in(
    archives,
    bundles,
    lint_problems,
    named_file_problems,
    builders,
    authoring,
    *metrics.MODULES,
    scoring,
    file_problems,
    row_problems,
    cell_problems,
    npy_problems,
    *layers.MODULES,
    programs,
    sandbox,
    sources,
)
