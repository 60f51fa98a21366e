"""Numbers that are no floats, and statistics."""
import cmath
import fractions
import math
import statistics
from decimal import ROUND_HALF_EVEN, Decimal, getcontext, localcontext

getcontext().prec = 40
assert str(Decimal(2).sqrt()).startswith("1.414213562373095048801688724209698078")
with localcontext() as context:
    context.prec = 5
    assert str(Decimal(1) / 3) == "0.33333"
assert Decimal("2.665").quantize(Decimal("0.01"), ROUND_HALF_EVEN) == Decimal("2.66")
assert fractions.Fraction(0.5) + fractions.Fraction(1, 3) == fractions.Fraction(5, 6)
assert statistics.fmean([1, 2, 3]) == 2 and statistics.stdev([1, 2, 3]) == 1
assert statistics.NormalDist(0, 1).cdf(0) == 0.5 and statistics.median([3, 1, 2]) == 2
statistics.linear_regression([1, 2, 3], [2, 4, 6]), statistics.quantiles([1, 2, 3, 4])
assert math.isclose(cmath.exp(1j * math.pi).real, -1) and math.comb(5, 2) == 10
assert math.prod([1, 2, 3]) == 6 and math.fsum([0.1] * 10) == 1.0 and (2**200).bit_length() == 201
assert int("ff", 16) == 255 and (10).to_bytes(2, "big") == b"\0\n" and round(2.5) == 2
print("done")
