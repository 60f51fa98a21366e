# what: Uses up its processor time long before the deadline, deaf to all exceptions.
# expect: time_limit
# code: time_limit
# limits: wall_s=6 cpu_s=0.1
while True:
    try:
        while True:
            pass
    except BaseException:
        pass


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
