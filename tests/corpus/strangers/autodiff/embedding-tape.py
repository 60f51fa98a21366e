import numpy as np

class Embedding:
    def __init__(self, W):
        self.W = W

    def lookup(self, i):
        self.tape.append(lambda g, dW: dW[i].__iadd__(g))
        return self.W[i]

    def forward(self, idx):
        self.tape = []
        return np.array([self.lookup(i) for i in idx.ravel()]).reshape(*idx.shape, -1)

    def backward(self, dout):
        self.dW = np.zeros_like(self.W)
        for pull, g in zip(self.tape, dout.reshape(len(self.tape), -1)):
            pull(g, self.dW)
