# what: Reads its own memory by /proc/self/mem, and the environment by /proc/self/environ.
# expect: forbidden_action
# code: forbidden
for name in ("mem", "environ"):
    with open("/proc/self/" + name, "rb") as file:
        print("ESCAPED", file.read(1))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
