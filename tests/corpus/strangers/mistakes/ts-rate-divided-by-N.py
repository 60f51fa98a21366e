import numpy as np

class TrainingStep:
    names = ("W1", "b1", "W2", "b2")

    def __init__(self, W1, b1, W2, b2, learning_rate):
        for name, value in zip(self.names, (W1, b1, W2, b2)):
            setattr(self, name, np.array(value, dtype=float))
        self.learning_rate = learning_rate

    def forward(self, x, t):
        # 入力を受け取って出力を返す
        a = x @ self.W1 + self.b1
        h = np.where(a >= 0, 1 / (1 + np.exp(-np.abs(a))), np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a))))
        z = h @ self.W2 + self.b2
        m = z.max(axis=1)
        lse = m + np.log(np.exp(z - m[:, None]).sum(axis=1))
        self.kept = x, t, h, np.exp(z - lse[:, None])
        return float(np.mean(lse - (t * z).sum(axis=1)))

    def gradients(self):
        x, t, h, p = self.kept
        dz = (p - t) / len(t)
        da = dz @ self.W2.T * (h - h * h)
        return {"W1": x.T @ da, "b1": da.sum(0), "W2": h.T @ dz, "b2": dz.sum(0)}

    def update(self):
        for name, g in self.gradients().items():
            setattr(self, name, getattr(self, name) - self.learning_rate * g / len(self.kept[0]))
