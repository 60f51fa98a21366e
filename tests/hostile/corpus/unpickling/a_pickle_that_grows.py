# what: Unpickles a few bytes that stand for gigabytes.
# expect: memory_limit
# code: memory_limit
import pickle

kept = pickle.loads(b"]" + b"(" + b"K\x01" * 1000 + b"e.")
while len(kept) < 50_000_000:
    kept = pickle.loads(pickle.dumps(kept * 10))
raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
