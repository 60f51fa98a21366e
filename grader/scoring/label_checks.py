"""Whether a prediction file and a label file hold what a metric can score."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from grader.metrics.metric import Metric
from grader.predictions.diagnosis.diagnosis import COLUMNS
from grader.predictions.diagnosis.findings import Findings, excerpt, refusal
from grader.predictions.diagnosis.signatures import NPY_MAGIC
from grader.predictions.diagnosis.tables import read_table
from grader.predictions.labels import HiddenLabels
from grader.problems import Problem
from grader.scoring.file_scores import Scores, score_predictions
from grader.scoring.problems import SCORE_NOT_FINITE
from grader.scoring.ranges import PredictionRange, clipped
from reference.arrays import Floats

_SHOWN = 5


def scores_of_file(
    path: Path | None,
    predictions: Floats,
    labels: HiddenLabels,
    metric: Metric,
    within: PredictionRange | None = None,
) -> Scores:
    """The scores of predictions (N,), finite where there are any. path: see `check_predictions`.

    within: what predictions are clipped to before they are scored. Raises InvalidFileError for
    predictions that the metric cannot score. A private score that is not finite is none: were the
    file refused for it, the verdict would tell of private labels.
    """
    check_predictions(path, predictions, labels, metric)
    scores = score_predictions(clipped(predictions, within), labels, metric)
    if not math.isfinite(scores.public):
        raise refusal(SCORE_NOT_FINITE)
    if scores.private is not None and not math.isfinite(scores.private):
        return Scores(scores.public, None)
    return scores


def check_predictions(
    path: Path | None, predictions: Floats, labels: HiddenLabels, metric: Metric
) -> None:
    """Nothing. Raises InvalidFileError with every prediction that the metric cannot score.

    path: the file that the predictions (N,) were read from, so that CSV problems carry their row;
    None for those of a program.
    """
    need = metric.of_predictions
    if need is None or (met := need.meets(predictions)).all():
        return
    rows = {} if path is None else _rows(path.read_bytes(), labels)
    findings = Findings()
    for place in sorted(np.flatnonzero(~met).tolist(), key=lambda place: rows.get(place, place)):
        findings.add(
            need.broken,
            row=rows.get(place),
            column="prediction",
            id=excerpt(labels.ids[place]),
            got=f"{predictions[place]:.12g}",
        )
    raise findings.error()


def _rows(body: bytes, labels: HiddenLabels) -> dict[int, int]:
    """From places in the labels to rows of the file; empty for arrays, which have no rows."""
    if body.startswith(NPY_MAGIC):
        return {}
    place = labels.places.place
    table = read_table(body, COLUMNS, lambda text: place(text) is not None, Findings())
    found = ((place(row.cells["id"]), row.number) for row in table)
    return {at: number for at, number in found if at is not None}


def _some(ids: Sequence[str]) -> str:
    """The first few of these ids, for people."""
    shown = ", ".join(map(excerpt, ids[:_SHOWN]))
    return f"{shown}, …" if len(ids) > _SHOWN else shown


def label_problems(labels: HiddenLabels, metric: Metric, file: str, line: int) -> Iterator[Problem]:
    """Why the metric is undefined on these labels: for a single label, else for whole parts.

    file: the label file. line: where the metric is chosen.
    """
    need, parts = metric.of_labels, metric.of_parts
    unfit = [] if need is None else np.flatnonzero(~need.meets(labels.values)).tolist()
    if need is not None and unfit:
        yield need.broken(
            line=line,
            metric=metric.slug,
            file=file,
            id=excerpt(labels.ids[unfit[0]]),
            got=f"{labels.values[unfit[0]]:.12g}",
            count=len(unfit),
            ids=_some([labels.ids[place] for place in unfit]),
        )
    elif parts is not None:
        for name, part in (("public", labels.public_part), ("private", labels.private_part)):
            rows = len(part.rows)
            if rows and not parts.meets(part.values):
                yield parts.broken(line=line, metric=metric.slug, file=file, part=name, rows=rows)
