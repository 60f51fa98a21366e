"""The figures that operators watch."""

from prometheus_client import Counter, Histogram

ACCEPTED = Counter("gradus_submissions_accepted_total", "Submissions that were answered with 202.")
FINISHED = Counter("gradus_evaluations_finished_total", "Final evaluations.", ["verdict"])
FAULTS = Counter("gradus_grading_faults_total", "Gradings that failed for a reason of ours.")
DEATHS = Counter("gradus_grading_deaths_total", "Grading processes that died while they graded.")
SECONDS = Histogram(
    "gradus_submission_seconds",
    "From the receipt of a submission to its final evaluation.",
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
