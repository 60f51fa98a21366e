import numpy as np

class Embedding:
    def __init__(self, vocab_size, dim):
        self.params = {"weight": 0.01 * np.random.randn(vocab_size, dim)}
        self.grads = {"weight": np.zeros((vocab_size, dim))}
    def forward(self, idx):
        """forward propagation"""
        self.idx = idx
        v = self.params["weight"][idx]
        return v / np.linalg.norm(v, axis=-1, keepdims=True)
    def backward(self, dout):
        """back propagation"""
        g = self.grads["weight"]
        for v in range(g.shape[0]):
            g[v] = dout[self.idx == v].sum(axis=0)
