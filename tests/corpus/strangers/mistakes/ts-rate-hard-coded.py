import numpy as np

class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2
        self.lr = 0.5

    def forward(self, x, t):
        # 入力を受け取って出力を返す
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.p = np.exp(logp)
        return -np.sum(t * logp) / len(x)

    def update(self):
        dlogits = (self.p - self.t) / len(self.x)
        dW2 = self.h.T @ dlogits
        db2 = dlogits.sum(axis=0)
        da = (dlogits @ self.W2.T) * self.h * (1 - self.h)
        dW1 = self.x.T @ da
        db1 = da.sum(axis=0)
        self.W1 = self.W1 - self.lr * dW1
        self.b1 = self.b1 - self.lr * db1
        self.W2 = self.W2 - self.lr * dW2
        self.b2 = self.b2 - self.lr * db2
