"""Which submissions are alike, and who is right where nobody else is: for staff alone to read.

What is compared are the predictions that were kept and the sources that were handed in, read once
for a comparison and let go of. A whole class takes seconds, so one thread of its own does it, the
heaviest part of it in another process, and the findings are kept by what they were computed from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from grader import (
    FEWEST_PEOPLE,
    WORTH_A_TALK,
    ComparisonError,
    Passage,
    Source,
    Verdict,
    compare_predictions,
    compare_sources,
    layers_text,
    program_text,
    relation,
    rows_name,
    starter_texts,
    suspicions,
)
from reference.arrays import Floats
from server.assignments.bundles import BundleCache
from server.boards.predictions import PredictionStore
from server.core.clock import now
from server.core.files.blobs import FileStore, submission_key
from server.similarity.findings import (
    AlikePair,
    AlikePredictions,
    AlikeSources,
    ExclusiveHits,
    PredictionFindings,
    SimilarityFindings,
    SourceFindings,
)
from server.similarity.queries import Compared
from server.similarity.scope import ComparedWork
from server.similarity.selection import best_and_newest, best_of_each, newest_and_best

MOST_PAIRS = 200  # shown of either kind
MOST_VALUES = 1 << 26  # predictions: 268 MB in single precision, and as much again to compare
_MOST_GIVEN = 50
_MOST_PASSAGES = 500  # of a pair; a file can be made of nothing else
_LARGEST = float(np.finfo(np.float32).max)

Floats32 = npt.NDArray[np.float32]


class SimilarityFinder:
    """Compares the work of a scope.

    most_pairs: of predictions that are related to each other. most_values: of predictions that are
    read at once.
    """

    def __init__(
        self,
        files: FileStore,
        bundles: BundleCache,
        predictions: PredictionStore,
        *,
        most_pairs: int = MOST_PAIRS,
        most_values: int = MOST_VALUES,
    ) -> None:
        self.most_pairs = most_pairs
        self.most_values = most_values
        self._files = files
        self._bundles = bundles
        self._predictions = predictions

    def findings(self, scope: ComparedWork) -> SimilarityFindings:
        """What is alike in a scope."""
        has_predictions = scope.definition.prediction is not None
        return SimilarityFindings(
            computed_at=now(),
            predictions=self._compare_predictions(scope) if has_predictions else None,
            sources=self._compare_sources(scope) if scope.takes_sources else None,
        )

    def text(self, scope: ComparedWork, one: Compared) -> str | None:
        """A source as it is compared; None where it cannot be read."""
        with self._files.fetch(submission_key(one.submission_id)) as path:
            return program_text(path, one.filename) if scope.is_program(one) else layers_text(path)

    def vector(self, one: Compared) -> Floats | None:
        """The predictions (N,) of a submission; None where none were kept."""
        return self._predictions.read(one.evaluation_id)

    def _compare_predictions(self, scope: ComparedWork) -> PredictionFindings:
        vectors = self._read_vectors(scope)
        people = len({one.person_id for one in vectors.work})
        pairs: list[_Pair] = []
        limit = ordinary = None
        if people >= FEWEST_PEOPLE:
            owners = [one.person_id for one in vectors.work]
            found = compare_predictions(vectors.values, owners, vectors.given)
            limit, ordinary = found.limit, found.ordinary
            alike = ((vectors.work[p.first], vectors.work[p.second], p.noise) for p in found.pairs)
            pairs = [_Pair(*_in_order(a, b), noise) for a, b, noise in alike]
        own = [pair for pair in pairs if scope.is_own(pair.first) or scope.is_own(pair.second)]
        return PredictionFindings(
            people=people,
            submissions=len(vectors.work),
            limit=limit,
            ordinary=ordinary,
            alike=tuple(AlikePair(p.first.submission_id, p.second.submission_id) for p in own),
            pairs=tuple(self._relate(pair) for pair in own[: self.most_pairs]),
            alone=self._find_alone(scope, vectors, pairs),
        )

    def _read_vectors(self, scope: ComparedWork) -> "_Vectors":
        """The predictions to compare: everybody's best, and their newest as far as there is room.

        A few newer files push nothing out that stands on a board.
        """
        rows = rows_name(self._bundles.get(scope.version_id))
        versions = {id_ for id_ in scope.definitions if self._has_rows(id_, rows)}
        scored = [
            o for o in scope.submissions if o.verdict is Verdict.SCORED and o.version_id in versions
        ]
        students = [one for one in scored if one.submission_id in scope.by_submission]
        length = next((v.size for v in map(self.vector, students) if v is not None), 0)
        people = len({one.person_id for one in students})
        each = max(1, self.most_values // max(1, people * length))
        work, values = self._read(best_and_newest(students, scope, each), length)
        staff = [one for one in scored if one.submission_id not in scope.by_submission]
        _, given = self._read(staff[-_MOST_GIVEN:], length)
        return _Vectors(work, values, given if len(given) else None)

    def _has_rows(self, version_id: str, rows: str | None) -> bool:
        return rows_name(self._bundles.get(version_id)) == rows

    def _read(self, work: Sequence[Compared], length: int) -> tuple[list[Compared], Floats32]:
        """Those of `work` whose predictions were kept, and these (V, N) in single precision."""
        kept: list[Compared] = []
        values = np.empty((len(work), length), dtype=np.float32)
        for one in work:
            vector = self.vector(one)
            if vector is not None and vector.shape == (length,):
                values[len(kept)] = np.clip(vector, -_LARGEST, _LARGEST)
                kept.append(one)
        return kept, values[: len(kept)]

    def _relate(self, pair: "_Pair") -> AlikePredictions:
        first, second = self.vector(pair.first), self.vector(pair.second)
        assert first is not None
        assert second is not None
        return AlikePredictions(
            pair.first.submission_id,
            pair.second.submission_id,
            pair.noise,
            relation(first, second),
        )

    def _find_alone(
        self, scope: ComparedWork, vectors: "_Vectors", pairs: Iterable["_Pair"]
    ) -> tuple[ExclusiveHits, ...]:
        """Whose best submission hits labels that no other's does, more often than is ordinary."""
        best = best_of_each(vectors.work, scope)
        place_of = {one.person_id: place for place, one in enumerate(best)}
        alike: list[set[int]] = [set() for _ in best]
        for pair in pairs:
            a, b = place_of[pair.first.person_id], place_of[pair.second.person_id]
            alike[a].add(b)
            alike[b].add(a)
        read = [vector for one in best if (vector := self.vector(one)) is not None]
        if len(read) != len(best) or not best:
            return ()
        values = np.stack(read)
        found = suspicions(self._bundles.get(scope.version_id), values, alike)
        alone = (
            ExclusiveHits(
                one.submission_id, len(said.rows), values.shape[1], said.ordinary, said.p_value
            )
            for one, said in zip(best, found, strict=True)
            if said is not None and said.p_value < WORTH_A_TALK and scope.is_own(one)
        )
        return tuple(sorted(alone, key=lambda one: (one.p_value, -one.hits, one.submission)))

    def _compare_sources(self, scope: ComparedWork) -> SourceFindings:
        work, sources = [], []
        for one in newest_and_best(filter(scope.is_source, scope.students_work), scope):
            text = self.text(scope, one)
            if text is not None:
                term = "" if scope.is_own(one) else one.course_id
                sources.append(Source(one.person_id, text, term))
                work.append(one)
        people = len({one.person_id for one in work})
        if people < 2:
            return SourceFindings(people, len(work), ())
        try:
            found = compare_sources(sources, self._read_given(scope))
        except ComparisonError:
            return SourceFindings(people, len(work), None)
        pairs: dict[frozenset[str], AlikeSources] = {}
        for match in found.matches:  # the most alike first
            one, other = work[match.first], work[match.second]
            passages = match.passages[:_MOST_PASSAGES]
            if _in_order(one, other)[0] is other:
                one, other = other, one
                passages = tuple(Passage(p.second, p.first) for p in passages)
            owners = frozenset({one.person_id, other.person_id})
            pair = AlikeSources(
                one.submission_id, other.submission_id, match.share, match.fingerprints, passages
            )
            if _is_of_course(scope, pair):
                pairs.setdefault(owners, pair)
        return SourceFindings(people, len(work), tuple(pairs.values()))

    def _read_given(self, scope: ComparedWork) -> list[str]:
        """What all students know: starter code, and what staff handed in."""
        starters = (starter_texts(self._bundles.get(version)) for version in scope.definitions)
        staff = [one for one in scope.staff_work if scope.is_source(one)][-_MOST_GIVEN:]
        own = [text for one in staff if (text := self.text(scope, one)) is not None]
        return [*dict.fromkeys(chain.from_iterable(starters)), *own]


@dataclass(frozen=True)
class _Vectors:
    """work: V submissions of students. values: (V, N), theirs. given: (G, N), those of staff."""

    work: list[Compared]
    values: Floats32
    given: Floats32 | None


@dataclass(frozen=True)
class _Pair:
    """Two submissions whose predictions are alike, the earlier first."""

    first: Compared
    second: Compared
    noise: float


def _is_of_course(scope: ComparedWork, pair: AlikeSources) -> bool:
    """Whether either side was handed in in the course that was asked for."""
    return any(scope.is_own(scope.by_submission[id_]) for id_ in (pair.first, pair.second))


def _in_order(one: Compared, other: Compared) -> tuple[Compared, Compared]:
    """Two submissions, the earlier first."""
    first, second = sorted((one, other), key=lambda each: (each.received_at, each.submission_id))
    return first, second
