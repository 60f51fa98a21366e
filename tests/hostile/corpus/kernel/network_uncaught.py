# what: Downloads its weights.
# expect: error_in_code
from urllib.request import urlopen

weights = urlopen("http://127.0.0.1:9/weights.npy").read()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
