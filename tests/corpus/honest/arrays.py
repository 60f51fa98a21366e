"""NumPy at large: what chapters on layers use."""
import numpy as np

rng = np.random.default_rng(0)
a = rng.normal(size=(8, 5))
np.testing.assert_allclose(np.einsum("ij,kj->ik", a, a), a @ a.T)
u, s, vt = np.linalg.svd(a, full_matrices=False)
np.testing.assert_allclose(u * s @ vt, a)
np.linalg.solve(a.T @ a, np.ones(5)), np.linalg.eigh(a.T @ a), np.linalg.qr(a)
np.linalg.pinv(a), np.linalg.det(a.T @ a), np.linalg.cholesky(a.T @ a)
windows = np.lib.stride_tricks.sliding_window_view(np.arange(36.0).reshape(6, 6), (3, 3))
assert windows.shape == (4, 4, 3, 3)
np.pad(a, 1), np.tensordot(a, a, axes=([1], [1])), np.kron(a, np.eye(2))
np.fft.fft2(a), np.convolve(a[0], a[1]), np.polynomial.Polynomial([1, 2, 3])(0.5)
np.unique(np.digitize(a, [-1, 0, 1]), return_counts=True), np.percentile(a, 90, axis=0)
np.save if hasattr(np, "save") else None
np.vectorize(lambda v: v + 1)(a), np.apply_along_axis(np.sum, 0, a), np.nan_to_num(a / 1)
np.add.at(b := np.zeros(3), [0, 0, 2], 1)
assert b.tolist() == [2, 0, 1]
np.float32(1) + np.float64(1), np.longdouble(1) / 3, np.datetime64("2026-01-01") + 1
big = np.zeros((1000, 1000))
big += 1
assert (big @ big)[0, 0] == 1000
print("done")
