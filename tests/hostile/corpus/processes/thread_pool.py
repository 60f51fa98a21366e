# what: Wants a pool of threads.
# expect: error_in_code
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(2) as pool:
    print("ESCAPED", list(pool.map(abs, [1, 2])))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
