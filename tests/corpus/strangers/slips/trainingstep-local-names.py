import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
        self.learning_rate = learning_rate

    def forward(self, x, t):
        hidden = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        logits = hidden @ self.W2 + self.b2
        logits = logits - logits.max(axis=1, keepdims=True)
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        d2 = (np.exp(log_p) - t) / len(x)
        d1 = (d2 @ self.W2.T) * hidden * (1 - hidden)
        self.grads = [x.T @ d1, d1.sum(axis=0), hidden.T @ d2, d2.sum(axis=0)]
        return -np.sum(t * log_p) / len(x)

    def update(self):
        params = [self.W1, self.b1, self.W2, self.b2]
        for param, grad in zip(params, self.grads):
            param = param - self.learning_rate * grad
