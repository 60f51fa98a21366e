"""CPU time from a prediction file to its score, beside two ways that pandas users take.

Both others read the solution and the submission with pandas, merge them on the id and call
scikit-learn. The platform's flow, as in a container started for one evaluation, also checks
columns, ids and gaps and scores public and private rows; the script checks nothing and scores
once. "Kept" is the script in a service that read the solution once and holds it in memory, as
Gradus holds its labels. Gradus checks everything and scores both parts.

Then the same three read files that are wrong: who notices?

    pip install pandas scikit-learn
    python benchmarks/score_file.py [--rows 1000 100000 1000000] [--rounds 7]
"""

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from grader.metrics import METRICS
from grader.predictions.diagnosis.findings import InvalidFileError
from grader.predictions.label_file import read_labels
from grader.predictions.labels import HiddenLabels
from grader.predictions.reading import read_predictions
from grader.scoring.file_scores import Scores, score_predictions

if TYPE_CHECKING:
    from pandas import DataFrame

BARS_AT = 100_000
PLATFORM, SCRIPT, KEPT = "platform's flow", "read, merge, MAE", "the same, kept"
CSV, NPY = "gradus, CSV", "gradus, .npy"
BARS = ((PLATFORM, CSV, 5.0), (SCRIPT, CSV, 2.5), (PLATFORM, NPY, 40.0))  # times less CPU


@dataclass(frozen=True)
class Case:
    """One size: the files, and the labels as Gradus keeps them."""

    solution: Path
    submission: Path
    array: Path
    labels: HiddenLabels


@dataclass(frozen=True)
class Sample:
    """CPU milliseconds of every round of one way."""

    cpu_ms: list[float]

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.cpu_ms)

    def __str__(self) -> str:
        return f"{self.median:9.2f} ({min(self.cpu_ms):.2f} to {max(self.cpu_ms):.2f})"


def write_case(folder: Path, rows: int) -> Case:
    """Labels, half of them public, and honest predictions in shuffled order."""
    rng = np.random.default_rng(rows)
    labels, predictions = rng.gamma(2.0, 10.0, (2, rows))
    parts = np.where(rng.random(rows) < 0.5, "public", "private").tolist()
    parts[0] = "public"
    truth = [
        f"{i},{y!r},{part}\n"
        for i, y, part in zip(range(rows), labels.tolist(), parts, strict=True)
    ]
    lines = [f"{i},{predictions[i].item()!r}\n" for i in rng.permutation(rows)]
    case = folder / "solution.csv", folder / "submission.csv", folder / "submission.npy"
    case[0].write_text("id,label,part\n" + "".join(truth))
    case[1].write_text("id,prediction\n" + "".join(lines))
    np.save(case[2], predictions)
    return Case(*case, read_labels(case[0]))


def gradus(path: Path, labels: HiddenLabels) -> Scores:
    """Read, check, align and score with Gradus."""
    predictions = read_predictions(path, path.name, labels, max_bytes=1_000_000_000)
    return score_predictions(predictions, labels, METRICS["mae"])


def platform(solution_path: Path, submission_path: Path) -> Scores:
    """The flow of a competition platform. Raises ValueError for what it notices."""
    import pandas as pd  # noqa: PLC0415 - after the check that it is there
    from sklearn.metrics import mean_absolute_error  # noqa: PLC0415

    solution, submission = pd.read_csv(solution_path), pd.read_csv(submission_path)
    if not {"id", "prediction"} <= set(submission.columns):
        raise ValueError("a column is missing")
    if submission["id"].duplicated().any():
        raise ValueError("an id stands twice")
    if len(submission) != len(solution) or not submission["id"].isin(solution["id"]).all():
        raise ValueError("the ids differ")
    merged = solution.merge(submission, on="id", how="left", validate="one_to_one")
    if merged["prediction"].isna().any():
        raise ValueError("an id has no prediction")
    parts = (merged[merged["part"] == part] for part in ("public", "private"))
    return Scores(*(float(mean_absolute_error(p["label"], p["prediction"])) for p in parts))


def script(solution_path: Path, submission_path: Path) -> float:
    """What a course's own script does: read both, merge, mean_absolute_error."""
    import pandas as pd  # noqa: PLC0415
    from sklearn.metrics import mean_absolute_error  # noqa: PLC0415

    merged = pd.read_csv(solution_path).merge(pd.read_csv(submission_path), on="id")
    return float(mean_absolute_error(merged["label"], merged["prediction"]))


def time_with_solution_kept(solution: "DataFrame", submission_path: Path) -> float:
    """The same where the solution is read once and kept."""
    import pandas as pd  # noqa: PLC0415
    from sklearn.metrics import mean_absolute_error  # noqa: PLC0415

    merged = solution.merge(pd.read_csv(submission_path), on="id")
    return float(mean_absolute_error(merged["label"], merged["prediction"]))


def ways(case: Case) -> dict[str, Callable[[], object]]:
    """Every way to score a case."""
    import pandas as pd  # noqa: PLC0415

    solution = pd.read_csv(case.solution)
    return {
        PLATFORM: lambda: platform(case.solution, case.submission),
        SCRIPT: lambda: script(case.solution, case.submission),
        KEPT: lambda: time_with_solution_kept(solution, case.submission),
        CSV: lambda: gradus(case.submission, case.labels),
        NPY: lambda: gradus(case.array, case.labels),
    }


def measure(case: Case, rounds: int) -> dict[str, Sample]:
    """CPU time of every way, one after the other in each round; the first round warms up."""
    samples: dict[str, list[float]] = {name: [] for name in ways(case)}
    for turn in range(rounds + 1):
        for name, way in ways(case).items():
            start = time.process_time()
            way()
            if turn:
                samples[name].append((time.process_time() - start) * 1000)
    return {name: Sample(cpu_ms) for name, cpu_ms in samples.items()}


def report_speed(rows: int, samples: dict[str, Sample]) -> None:
    """Print one size."""
    print(f"\n{rows:,} rows, CPU ms: median (spread)")
    for name, sample in samples.items():
        ratios = (samples[other].median / sample.median for other in (PLATFORM, SCRIPT))
        print("  {:18}{:34} {:6.1f}x {:6.1f}x".format(name, str(sample), *ratios))


GOOD = "id,prediction\n" + "".join(f"{i},{i}.5\n" for i in range(6))
WRONG = {
    "01 for the id 1": GOOD.replace("\n1,", "\n01,"),
    "1.0 for the id 1": GOOD.replace("\n1,", "\n1.0,"),
    "two columns named prediction": GOOD.replace("\n", ",0\n").replace(
        "n,0\n", "n,prediction\n", 1
    ),
    "a column nobody asked for": GOOD.replace("\n", ",x\n"),
    "a decimal comma in every row": GOOD.replace(".", ","),
    "a space before a number": GOOD.replace(",3", ", 3"),
    "True and False for numbers": "id,prediction\n" + "".join(f"{i},True\n" for i in range(6)),
    "full-width digits": GOOD.replace(",3.5", ",３.5"),
    "an underscore in a number": GOOD.replace(",3.5", ",3_0.5"),
    "1e400": GOOD.replace(",3.5", ",1e400"),
    "NaN": GOOD.replace(",3.5", ",NaN"),
    "an empty cell": GOOD.replace(",3.5", ","),
    "a row without its number": GOOD.replace("3,3.5", "3"),
    "a row missing": GOOD.replace("3,3.5\n", ""),
    "a row twice": GOOD.replace("3,3.5\n", "3,3.5\n3,9\n"),
    "a row twice for one that is missing": GOOD.replace("3,3.5", "2,9"),
    "an unknown id besides": GOOD + "77,1\n",
    "an unknown id for one that is missing": GOOD.replace("3,3.5", "77,3.5"),
    "an unclosed quote at the end": GOOD.replace("5,5.5\n", '5,"5.5\n'),
    "a quote and text after it": GOOD.replace(",3.5", ',"3".5'),
    "a NUL byte": GOOD.replace(",3.5", ",3\0.5"),
    "semicolons": GOOD.replace(",", ";"),
    "HTML": "<html><body>Not found</body></html>\n",
    "nothing": "",
}


def verdict(way: Callable[[], object]) -> str:
    """What a way says of a file: refused, or accepted with which score."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            score = way()
    except InvalidFileError as refusal:
        return "refused: " + ", ".join(dict.fromkeys(p.code for p in refusal.problems))
    except Exception as error:  # noqa: BLE001 - whatever the libraries raise is a refusal
        return f"refused: {type(error).__name__}"
    return f"ACCEPTED {score.public if isinstance(score, Scores) else score:.4g}"


def judge_wrong_files(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """What each of the three says of every wrong file."""
    solution_path, path = folder / "solution.csv", folder / "submission.csv"
    parts = ("public", "private")
    rows = "".join(f"{i},{2 * i},{parts[i % 2]}\n" for i in range(6))
    solution_path.write_text("id,label,part\n" + rows)
    labels = read_labels(solution_path)
    for name, text in WRONG.items():
        path.write_bytes(text.encode())
        yield (
            name,
            verdict(lambda: platform(solution_path, path)),
            verdict(lambda: script(solution_path, path)),
            verdict(lambda: gradus(path, labels)),
        )


def report_wrong_files(folder: Path) -> bool:
    """Print who accepts what. True where Gradus refuses every file."""
    accepted = [0, 0, 0]
    print(f"\n{'wrong file':40}{PLATFORM:26}{SCRIPT:26}gradus")
    for name, *verdicts in judge_wrong_files(folder):
        print("{:40}{:26}{:26}{}".format(name, *verdicts))
        accepted = [n + v.startswith("ACCEPTED") for n, v in zip(accepted, verdicts, strict=True)]
    print("{:40}{:<26}{:<26}{}".format(f"accepted of {len(WRONG)}", *accepted))
    return accepted[-1] == 0


def report_bars(samples: dict[str, Sample]) -> bool:
    """Print the bars. True where all are met."""
    met = True
    print(f"\nBars at {BARS_AT:,} rows")
    for peer, ours, bar in BARS:
        ratio = samples[peer].median / samples[ours].median
        met &= ratio >= bar
        print(f"  {ours} against {peer}: {ratio:.1f}x less CPU, at least {bar:g}x wanted")
    return met


def main() -> int:
    """Run everything. 0 where every bar is met and every wrong file refused."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    if not all(map(importlib.util.find_spec, ("pandas", "sklearn"))):
        print("This comparison needs its peers: pip install pandas scikit-learn", file=sys.stderr)
        return 2
    met = True
    with tempfile.TemporaryDirectory() as name:
        for rows in options.rows:
            samples = measure(write_case(Path(name), rows), options.rounds)
            report_speed(rows, samples)
            if rows == BARS_AT:
                met &= report_bars(samples)
        met &= report_wrong_files(Path(name))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
