# what: Wants a pool of processes.
# expect: error_in_code
# code: module_unavailable
from multiprocessing import Pool

with Pool(2) as pool:
    print("ESCAPED", pool.map(abs, [1, 2]))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
