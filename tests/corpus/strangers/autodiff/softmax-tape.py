import numpy as np

class Tape:
    def __init__(self):
        self.steps = []
        self.all = []

    def var(self, value):
        return Var(self, value)

    def run(self, out, seed):
        for v in self.all:
            v.grad = np.zeros_like(v.value)
        out.grad = seed
        for step in reversed(self.steps):
            step()

class Var:
    def __init__(self, tape, value):
        self.tape, self.value, self.grad = tape, value, np.zeros_like(value)
        tape.all.append(self)

    def exp(self):
        out = Var(self.tape, np.exp(self.value))
        def step():
            self.grad = self.grad + out.grad * out.value
        self.tape.steps.append(step)
        return out

    def rowsum(self):
        out = Var(self.tape, self.value.sum(1, keepdims=True))
        def step():
            self.grad = self.grad + np.ones_like(self.value) * out.grad
        self.tape.steps.append(step)
        return out

    def __truediv__(self, other):
        out = Var(self.tape, self.value / other.value)
        def step():
            self.grad = self.grad + out.grad / other.value
            other.grad = other.grad - (out.grad * self.value).sum(1, keepdims=True) / other.value ** 2
        self.tape.steps.append(step)
        return out

class Softmax:
    def forward(self, x):
        self.tape = Tape()
        self.x = self.tape.var(x - x.max(1, keepdims=True))
        e = self.x.exp()
        self.y = e / e.rowsum()
        return self.y.value

    def backward(self, dout):
        self.tape.run(self.y, dout)
        return self.x.grad
