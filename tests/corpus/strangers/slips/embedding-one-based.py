import numpy as np


class Embedding:
    def __init__(self, vocab_size, dim):
        self.params = {"weight": np.random.uniform(-1, 1, (vocab_size, dim))}
        self.grads = {"weight": np.zeros((vocab_size, dim))}

    def forward(self, idx):
        self.idx = np.asarray(idx)
        return self.params["weight"][self.idx - 1]

    def backward(self, dout):
        grad = np.zeros_like(self.params["weight"])
        np.add.at(grad, self.idx, dout)
        self.grads["weight"] = grad
