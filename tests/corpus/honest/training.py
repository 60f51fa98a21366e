"""A network trained at the top of the file, as in a notebook."""
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 4))
t = (X[:, 0] * X[:, 1] > 0).astype(int)
W1, b1 = rng.normal(size=(4, 16)) * 0.5, np.zeros(16)
W2, b2 = rng.normal(size=(16, 2)) * 0.5, np.zeros(2)
for epoch in range(300):
    h = np.maximum(0, X @ W1 + b1)
    z = h @ W2 + b2
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[range(200), t] + 1e-7).mean()
    if epoch % 100 == 0:
        print(f"epoch {epoch:3d}  loss {loss:.4f}")
    dz = (p - np.eye(2)[t]) / 200
    dh = dz @ W2.T * (h > 0)
    for parameter, gradient in ((W1, X.T @ dh), (b1, dh.sum(0)), (W2, h.T @ dz), (b2, dz.sum(0))):
        parameter -= 1.0 * gradient
assert loss < 0.4, loss
print("done")
