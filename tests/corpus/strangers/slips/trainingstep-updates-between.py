import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1 = W1.copy(), b1.copy()
        self.W2, self.b2 = W2.copy(), b2.copy()
        self.learning_rate = learning_rate

    def forward(self, x, t):
        self.x = x
        self.t = t
        self.z = 1 / (1 + np.exp(-(np.dot(x, self.W1) + self.b1)))
        u = np.dot(self.z, self.W2) + self.b2
        u = u - u.max(axis=1, keepdims=True)
        self.y = np.exp(u) / np.exp(u).sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-9)) / x.shape[0]

    def update(self):
        eta = self.learning_rate
        # 出力層
        delta = (self.y - self.t) / self.x.shape[0]
        self.W2 -= eta * np.dot(self.z.T, delta)
        self.b2 -= eta * delta.sum(axis=0)
        # 隠れ層
        delta = np.dot(delta, self.W2.T) * self.z * (1 - self.z)
        self.W1 -= eta * np.dot(self.x.T, delta)
        self.b1 -= eta * delta.sum(axis=0)
