# what: Forks and does not expect to be refused.
# expect: forbidden_action
# code: forbidden
import os

child = os.fork()
if child == 0:
    os._exit(0)
print("ESCAPED: fork")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
