"""Scores with fewer digits, which are never better for it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from grader import Better

_WORSE = {"lower": ROUND_CEILING, "higher": ROUND_FLOOR}
_WIDE = Context(prec=400)  # any float64 with any decimals
_NOISE_DIGITS = 15  # all that float64 holds: 0.1 + 0.2 is 0.3


def to_worse(
    value: float, better: Better, *, decimals: int | None = None, digits: int | None = None
) -> Decimal:
    """A score to so many decimals or significant digits, on the side that is no better.

    What it has beyond fifteen digits counts for nothing.
    """
    known = Decimal(f"{value:.{_NOISE_DIGITS}g}")
    if digits is not None:
        known = Context(prec=digits, rounding=_WORSE[better]).plus(known)
    if decimals is not None:
        known = known.quantize(Decimal(1).scaleb(-decimals), _WORSE[better], _WIDE)
    return known
