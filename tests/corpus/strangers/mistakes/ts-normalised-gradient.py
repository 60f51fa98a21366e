import numpy as np

class SGD:
    def __init__(self, lr):
        self.lr = lr
    def step(self, params, grads):
        for p, g in zip(params, grads):
            p -= self.lr * g / np.linalg.norm(g)

class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
        self.opt = SGD(learning_rate)
    def forward(self, x, t):
        # 順伝播
        self.x = x
        self.h = 1.0 / (1.0 + np.exp(-(np.dot(x, self.W1) + self.b1)))
        z = np.dot(self.h, self.W2) + self.b2
        z -= np.max(z, axis=1, keepdims=True)
        z -= np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.delta = (np.exp(z) - t) / t.shape[0]
        return -np.sum(z[t == 1]) / t.shape[0]
    def update(self):
        d1 = np.dot(self.delta, self.W2.T) * self.h * (1 - self.h)
        grads = [np.dot(self.x.T, d1), d1.sum(axis=0), np.dot(self.h.T, self.delta), self.delta.sum(axis=0)]
        self.opt.step([self.W1, self.b1, self.W2, self.b2], grads)
