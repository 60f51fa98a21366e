"""Files of a prediction assignment held against its labels: what cannot be scored or learnt."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.bundles import named_file_problems
from grader.bundles.definition_file import DefinitionFile
from grader.bundles.toml_lines import Location
from grader.definition.definition import REQUIRED_STARTER, Definition
from grader.definition.prediction import Prediction
from grader.leaks.policy import course_ladder
from grader.metrics import METRICS
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.labels import HiddenLabels
from grader.predictions.number_tables import TableError
from grader.predictions.reading import read_predictions
from grader.problems import Problem, ProblemKind
from grader.programs.asking import FEWEST_ROWS
from grader.programs.training_data import read_training_data
from grader.scoring.label_checks import label_problems
from grader.scoring.ranges import PredictionRange


@dataclass(frozen=True)
class PredictionFiles:
    """The files that a definition names, each there and readable by itself."""

    root: Path
    file: DefinitionFile
    definition: Definition
    prediction: Prediction
    labels: HiddenLabels

    def problems(self) -> Iterator[Problem]:
        """What does not go together. Of the Ladder, once all else does."""
        found = [
            *self._of_metric(),
            *self._of_range(),
            *self._of_sample(),
            *self._of_training(),
            *self._of_baselines(),
        ]
        yield from found or self._of_ladder()

    def _of_metric(self) -> Iterator[Problem]:
        """Why a metric is undefined on the labels, if one is."""
        named = [(self.prediction.metric, self.file.line("prediction", "metric"))]
        for place, slug in enumerate(self.prediction.secondary):
            named.append((slug, self.file.line("prediction", "secondary", place)))
        for slug, line in named:
            if (metric := METRICS.get(slug)) is not None:
                yield from label_problems(self.labels, metric, self.prediction.labels, line)

    def _of_range(self) -> Iterator[Problem]:
        """Why the range is none for these labels, if it is not."""
        if self.prediction.range is None:
            return
        low, high = self.prediction.range
        count = PredictionRange(low, high).excludes(self.labels.values)
        if count:
            yield named_file_problems.RANGE_EXCLUDES_LABELS(
                low=f"{low:g}",
                high=f"{high:g}",
                file=self.prediction.labels,
                count=count,
                line=self.file.line("prediction", "range"),
            )

    def _of_sample(self) -> Iterator[Problem]:
        """Why the sample submission would be refused, if it would."""
        for i, name in enumerate(self.definition.starter):
            if PurePosixPath(name).name == REQUIRED_STARTER["prediction"]:
                yield from self._of_file(named_file_problems.SAMPLE_REFUSED, name, ("starter", i))

    def _of_baselines(self) -> Iterator[Problem]:
        """Why predictions of baselines would be refused, if they would; programs are for lint."""
        for i, baseline in enumerate(self.definition.baselines):
            if not self.definition.takes_programs(baseline.track):
                at = ("baselines", i, "file")
                yield from self._of_file(named_file_problems.BASELINE_REFUSED, baseline.file, at)

    def _of_file(self, kind: ProblemKind, name: str, location: Location) -> Iterator[Problem]:
        """Why a file of predictions would be refused, if it would."""
        most_bytes = self.definition.limits.file_bytes
        try:
            read_predictions(self.root / name, name, self.labels, most_bytes)
        except InvalidFileError as error:
            yield from tell_refusal(kind, name, self.file.line(*location), error)

    def _of_training(self) -> Iterator[Problem]:
        """Why programs could not be trained, if they could not."""
        if not (self.prediction.train and self.prediction.test):
            return
        try:
            read_training_data(self.root, self.prediction, self.labels.ids)
        except TableError as error:
            line = self.file.line("prediction", error.table)
            yield named_file_problems.TABLE_REFUSED(file=error.file, detail=str(error), line=line)
            return
        asks = any(track.proof == "program" for track in self.definition.tracks)
        if asks and len(self.labels.ids) < FEWEST_ROWS:
            yield named_file_problems.TOO_FEW_ROWS_TO_ASK(
                file=str(self.prediction.test),
                rows=len(self.labels.ids),
                least=FEWEST_ROWS,
                line=self.file.line("prediction", "test"),
            )

    def _of_ladder(self) -> Iterator[Problem]:
        """Why the Ladder could not release the public scores, if it could not."""
        if not self.prediction.uses_ladder:
            return
        try:
            for metric in (self.prediction.metric, *self.prediction.secondary):
                course_ladder(metric, self.labels.public_part.values)
        except ValueError:
            line = self.file.line("prediction", "labels")
            yield named_file_problems.LADDER_WITHOUT_STAIRS(file=self.prediction.labels, line=line)


def tell_refusal(
    kind: ProblemKind, name: str, line: int, error: InvalidFileError
) -> Iterator[Problem]:
    """That a file is refused, then what is wrong with it by row."""
    yield kind(file=name, total=error.total, line=line)
    for problem in error.problems:
        values = problem.values | {"file": name}
        yield problem.model_copy(update={"values": values, "line": line})
