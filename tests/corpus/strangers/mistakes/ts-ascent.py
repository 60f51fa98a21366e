import numpy as np

class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.lr = learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        s = s - s.max(axis=1, keepdims=True)
        log_prob = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.p = np.exp(log_prob)
        return -np.sum(t * log_prob) / len(x)

    def update(self):
        ds = (self.p - self.t) / len(self.x)
        dW2 = self.h.T @ ds
        db2 = ds.sum(axis=0)
        dpre = (ds @ self.W2.T) * self.h * (1 - self.h)
        dW1 = self.x.T @ dpre
        db1 = dpre.sum(axis=0)
        self.W1 = self.W1 + self.lr * dW1
        self.b1 = self.b1 - self.lr * db1
        self.W2 = self.W2 - self.lr * dW2
        self.b2 = self.b2 - self.lr * db2
