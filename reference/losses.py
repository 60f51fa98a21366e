"""Losses that end a network, and the softmax that goes before one.

Each loss is a mean over the rows of a batch, so its gradient carries the factor 1/N.
"""

import numpy as np

from reference.activations import sigmoid
from reference.arrays import Floats, Labels, LossVjp, Vjp


def softmax(logits: Floats) -> tuple[Floats, Vjp]:
    """Each row's exp(z_j) / sum_k exp(z_k) and its vjp(dprobs) -> dlogits.

    logits, value, dprobs, dlogits: (N, C).
    dp_j/dz_k = p_j (1[j = k] - p_k), so dz_k = p_k (dp_k - sum_j p_j dp_j): the whole Jacobian
    counts, not its diagonal alone. Subtracting the row's maximum changes nothing but keeps exp
    from overflowing.
    Raises ValueError where logits are not (N, C).
    Source: Goodfellow et al. 2016, "Deep Learning", section 6.2.2.3; Blanchard, Higham and Higham
    2021, "Accurately computing the log-sum-exp and softmax functions".
    """
    probs: Floats = np.exp(_log_softmax(logits))
    return probs, lambda dprobs: probs * (dprobs - (probs * dprobs).sum(axis=1, keepdims=True))


def cross_entropy(probs: Floats, targets: Floats) -> tuple[float, LossVjp]:
    """The mean over rows of -sum_j t_j log p_j, in nats, and its vjp(dloss) -> dprobs.

    probs, targets, dprobs: (N, C); targets are one-hot rows or distributions.
    d/dp_j = -t_j / (N p_j), and 0 where t_j = 0. The loss is inf where a true class has p = 0.
    Raises ValueError where the shapes differ or there is no row.
    Source: Goodfellow et al. 2016, "Deep Learning", section 3.13.
    """
    _require_targets(probs, targets)
    true = targets > 0
    with np.errstate(divide="ignore"):
        loss = -float((targets[true] * np.log(probs[true])).sum()) / len(probs)

    def vjp(dloss: float) -> Floats:
        dprobs = np.zeros_like(probs)
        with np.errstate(divide="ignore"):
            dprobs[true] = -targets[true] / probs[true] * (dloss / len(probs))
        return dprobs

    return loss, vjp


def softmax_with_loss(logits: Floats, targets: Floats) -> tuple[float, LossVjp]:
    """The cross-entropy of softmax(logits), in nats, and its vjp(dloss) -> dlogits.

    logits, targets, dlogits: (N, C); each row of targets sums to 1, one-hot as a rule.
    With log p_j = z_j - log sum_k exp(z_k) the loss is (1/N) sum (log sum exp z - t . z), whose
    derivative is (p - t) / N: no quotient is left that could divide by zero.
    Raises ValueError where the shapes differ or there is no row.
    Source: Goodfellow et al. 2016, "Deep Learning", sections 5.5 and 6.2.2.3.
    """
    _require_targets(logits, targets)
    log_probs = _log_softmax(logits)
    dlogits: Floats = (np.exp(log_probs) - targets) / len(logits)
    return -float((targets * log_probs).sum()) / len(logits), lambda dloss: dloss * dlogits


def softmax_cross_entropy(logits: Floats, labels: Labels) -> tuple[float, LossVjp]:
    """Mean negative log-likelihood of the true classes, in nats, and its vjp(dloss) -> dlogits.

    logits, dlogits: (N, C). labels: (N,) class indices in [0, C), not one-hot. As
    `softmax_with_loss` of the one-hot rows.
    Raises ValueError for N = 0, a wrong label count or an index out of range.
    Source: Goodfellow et al. 2016, "Deep Learning", sections 4.1 and 6.2.2.3.
    """
    return softmax_with_loss(logits, one_hot(labels, logits.shape[-1]))


def sigmoid_with_loss(logits: Floats, targets: Floats) -> tuple[float, LossVjp]:
    """The mean over rows of the cross-entropy of sigmoid(logits), in nats, and its vjp.

    logits, targets, dlogits: (N,), or (N, C) for C questions of yes or no, whose losses add up.
    targets: in [0, 1], 1 for yes.
    -t log s(z) - (1 - t) log(1 - s(z)) = log(1 + exp z) - t z, whose derivative is s(z) - t.
    Raises ValueError where the shapes differ or there is no row.
    Source: Bishop 2006, "Pattern Recognition and Machine Learning", section 4.3.2; Goodfellow et
    al. 2016, "Deep Learning", section 6.2.2.2.
    """
    _require_pairs(logits, targets)
    n = len(logits)
    loss = float((np.logaddexp(0.0, logits) - targets * logits).sum()) / n
    dlogits: Floats = (sigmoid(logits)[0] - targets) / n
    return loss, lambda dloss: dloss * dlogits


def squared_error(y: Floats, targets: Floats) -> tuple[float, LossVjp]:
    """Half the mean over rows of the squared distance |y - t|^2, and its vjp(dloss) -> dy.

    y, targets, dy: (N,) or (N, M).
    The half cancels the 2 of the power rule: the derivative is (y - t) / N, as (p - t) / N is that
    of the cross-entropy of a softmax. Both are canonical links.
    Raises ValueError where the shapes differ or there is no row.
    Source: Bishop 2006, "Pattern Recognition and Machine Learning", sections 3.1.1 and 4.3.6.
    """
    _require_pairs(y, targets)
    residuals: Floats = y - targets
    n = len(y)
    return float((residuals**2).sum()) / (2 * n), lambda dloss: residuals * (dloss / n)


def absolute_error(y: Floats, targets: Floats) -> tuple[float, LossVjp]:
    """The mean over rows of sum_j |y_j - t_j|, and its vjp(dloss) -> dy. For (N,), the MAE.

    y, targets, dy: (N,) or (N, M).
    The derivative is sign(y - t) / N. At y = t any slope between -1/N and 1/N is a subgradient,
    and 0 is taken.
    Raises ValueError where the shapes differ or there is no row.
    Source: Boyd and Vandenberghe 2004, "Convex Optimization", section 6.1.1.
    """
    _require_pairs(y, targets)
    residuals: Floats = y - targets
    n = len(y)
    return float(np.abs(residuals).sum()) / n, lambda dloss: np.sign(residuals) * (dloss / n)


def one_hot(labels: Labels, classes: int) -> Floats:
    """Rows of zeros with a one at each label: (N,) labels in [0, classes) -> (N, classes).

    Raises ValueError for other shapes and for a label out of range.
    """
    if labels.ndim != 1 or not ((labels >= 0) & (labels < classes)).all():
        raise ValueError(f"need labels (N,) in [0, {classes}), got shape {labels.shape}")
    rows: Floats = np.eye(classes)[labels]
    return rows


def _log_softmax(logits: Floats) -> Floats:
    if logits.ndim != 2:
        raise ValueError(f"need logits (N, C), got shape {logits.shape}")
    shifted: Floats = logits - logits.max(axis=1, keepdims=True)  # exp can no longer overflow
    log_probs: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_probs


def _require_targets(rows: Floats, targets: Floats) -> None:
    if rows.ndim != 2 or len(rows) == 0 or targets.shape != rows.shape:
        raise ValueError(
            f"need targets of the shape (N, C) with N > 0, got {targets.shape} for {rows.shape}"
        )


def _require_pairs(values: Floats, targets: Floats) -> None:
    if values.ndim == 0 or len(values) == 0 or targets.shape != values.shape:
        raise ValueError(
            f"need targets of the shape (N, ...) with N > 0, got {targets.shape} for {values.shape}"
        )
