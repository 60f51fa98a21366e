"""The losses behind released scores: read from kept predictions, compared on a bundle's Ladder."""

from grader import Bundle, Released, public_effects, public_ladder
from reference.arrays import Floats
from server.assignments.bundles import BundleCache
from server.boards.predictions import PredictionStore
from server.core.cache import Cache

_MOST_CACHED = 4096
_Key = tuple[str, str | None, str]


class MissingPredictionsError(Exception):
    """Predictions that a released score rests on are not where they were kept."""


class LadderScorer:
    """What is shown after which submission; what was computed is remembered for a while."""

    def __init__(self, bundles: BundleCache, predictions: PredictionStore) -> None:
        self.bundles = bundles
        self._predictions = predictions
        self._known: Cache[_Key, Released] = Cache(_MOST_CACHED)

    def after(self, version_id: str, shown_id: str | None, evaluation_id: str) -> Released:
        """What is shown after an evaluation, where `shown_id` is shown; None at the start.

        Raises MissingPredictionsError where predictions of either are gone.
        """
        key = (version_id, shown_id, evaluation_id)
        return self._known.get_or_make(key, lambda: self._compute(*key))

    def on_step(self, version_id: str, evaluation_id: str) -> float:
        """The score of an evaluation to the nearest step.

        Raises MissingPredictionsError where its predictions are gone.
        """
        bundle = self.bundles.get(version_id)
        ladder = public_ladder(bundle)
        assert ladder is not None, "the Ladder does not release this metric"
        return ladder.on_step(self._losses(bundle, evaluation_id))

    def has_predictions(self, version_id: str, evaluation_id: str) -> bool:
        """Whether predictions are where they were kept, one for each row of a version's bundle."""
        try:
            self._losses(self.bundles.get(version_id), evaluation_id)
        except (MissingPredictionsError, ValueError):
            return False
        return True

    def _compute(self, version_id: str, shown_id: str | None, evaluation_id: str) -> Released:
        bundle = self.bundles.get(version_id)
        ladder = public_ladder(bundle)
        assert ladder is not None, "the Ladder does not release this metric"
        shown = None if shown_id is None else self._losses(bundle, shown_id)
        return ladder.after(shown, self._losses(bundle, evaluation_id))

    def _losses(self, bundle: Bundle, evaluation_id: str) -> Floats:
        predictions = self._predictions.read(evaluation_id)
        if predictions is None:
            raise MissingPredictionsError(
                f"the predictions of evaluation {evaluation_id} are gone from the stored files;"
                " bring the folder predictions/ back from a backup"
            )
        return public_effects(bundle, predictions)
