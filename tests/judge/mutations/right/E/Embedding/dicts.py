import numpy as np


class Embedding:
    def __init__(self, words, size):
        self.params = {"weight": np.random.randn(words, size) * 0.01}
        self.grads = {"weight": np.zeros((words, size))}

    def forward(self, idx):
        self.idx = idx
        return self.params["weight"][idx]

    def backward(self, dout):
        grad = np.zeros_like(self.params["weight"])
        np.add.at(grad, self.idx, dout)
        self.grads["weight"] = grad
