# coding: raw_unicode_escape
# what: Hides a call in a comment, by an encoding in which the comment ends early.
# expect: error_in_code
# code: code_died
# \u000aimport os; os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
