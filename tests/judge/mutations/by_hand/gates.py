"""Mistakes in gates."""

from tests.judge.mutations.by_hand.planted import planted

GATES = {
    "difference instead of sum": planted(
        "A/Add/direct", "return x + y", "return x - y", "term_sign"
    ),
    "dy with a minus": planted(
        "A/Add/direct", "return dout, dout", "return dout, -dout", "wrong_sign", "dy"
    ),
    "dout split in halves": planted(
        "A/Add/loops", "dout * 1", "dout * 0.5", "wrong_factor", "dx dy"
    ),
    "gradient of a sum is one": planted(
        "A/Add/in_place_sum", "dx = ones * dout", "dx = ones", "upstream_ignored", "dx"
    ),
    "only the last input is added": planted("A/Add/in_place_sum", "        out += x\n", "", ""),
    "adds into x": planted(
        "A/Add/direct", "return x + y", "x += y\n        return x", "input_overwritten"
    ),
    "one gradient for two inputs": planted(
        "B/Add/plain", "return dout, dout", "return dout", "wrong_count", "dx dy"
    ),
    "x and y not exchanged": planted(
        "A/Multiply/textbook",
        "dx = dout * self.y  # x と y を入れ替える\n        dy = dout * self.x",
        "dx = dout * self.x\n        dy = dout * self.y",
        "gradients_swapped",
        "dx dy",
    ),
    "dout forgotten": planted(
        "A/Multiply/textbook", "dout * self.y", "self.y", "upstream_ignored", "dx"
    ),
    "as an addition": planted(
        "B/Multiply/plain", "dout * y, dout * x", "dout, dout", "upstream_passed_on", "dx dy"
    ),
    "only y is kept": planted(
        "A/Multiply/textbook", "self.x = x\n", "self.x = y\n", "gradients_swapped", "dy"
    ),
    "not exchanged in the stack": planted(
        "A/Multiply/einsum", "self.pair[::-1]", "self.pair", "gradients_swapped", "dx dy"
    ),
    "product divided by the other": planted(
        "A/Multiply/keyword_style",
        "np.multiply(dout, x)]",
        "np.multiply(dout, x) / np.abs(np.sign(y))]",
        "not_finite at_zero",
        "dy",
    ),
    "both get everything": planted(
        "A/Max/mask", "dy = dout * ~self.mask", "dy = dout", "upstream_passed_on", "dy"
    ),
    "the smaller one wins backward": planted(
        "A/Max/maximum",
        "first = self.x > self.y",
        "first = self.x < self.y",
        "gradients_swapped mask_inverted",
        "dx dy",
    ),
    "minimum": planted("A/Max/maximum", "np.maximum", "np.minimum", "wrong_reduction"),
    "dout halved at both": planted(
        "A/Max/mask", "dout * self.mask", "dout * 0.5", "wrong_factor", "dx"
    ),
    "loser keeps its gradient": planted(
        "A/Max/loops", "dout * self.winner", "dout * (1 - self.winner)", "gradients_swapped", "dy"
    ),
    "largest of everything": planted(
        "B/Max/plain", "np.maximum(x, y), x > y", "np.max(x) + 0 * y, x > y", "wrong_reduction"
    ),
    "ones instead of dout to the winner": planted(
        "A/Max/maximum", "dx[first] = dout[first]", "dx[first] = 1", "upstream_ignored", "dx"
    ),
    "second branch forgotten": planted(
        "A/Branch/direct", "dout1 + dout2", "dout1", "upstream_passed_on branch_missing", "dx"
    ),
    "branches averaged": planted(
        "A/Branch/stacked", "np.sum(np", "np.mean(np", "wrong_factor", "dx"
    ),
    "branches multiplied": planted("B/Branch/plain", "dout1 + dout2", "dout1 * dout2", "", "dx"),
    "branches subtracted": planted(
        "A/Branch/direct", "dout1 + dout2", "dout1 - dout2", "term_sign", "dx"
    ),
    "one branch shut": planted(
        "A/Branch/copies", "[x.copy(), x.copy()]", "[x.copy(), 0 * x]", "all_zero"
    ),
    "only one copy": planted(
        "A/Branch/direct", "return x, x", "return x", "wrong_count wrong_output_shape"
    ),
    "last branch overwrites": planted(
        "A/Branch/copies", "dx += dout", "dx = dout", "upstream_passed_on branch_missing", "dx"
    ),
    "counts its calls": planted(
        "A/Branch/direct",
        "return dout1 + dout2",
        "self.calls = getattr(self, 'calls', 0) + 1\n        return (dout1 + dout2) * self.calls",
        "stale_cache accumulated",
        "dx",
    ),
}
