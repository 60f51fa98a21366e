import numpy as np

class T:
    tape = None
    def __init__(self, v):
        self.v, self.g = v, np.zeros_like(v)

class Attention:
    def record(self, value, back):
        out = T(value)
        self.tape.append((out, back))
        return out

    def matmul(self, a, b):
        def back(g):
            a.g = a.g + g @ b.v.swapaxes(1, 2)
            b.g = b.g + a.v.swapaxes(1, 2) @ g
        return self.record(a.v @ b.v, back)

    def transpose(self, a):
        def back(g):
            a.g = a.g + g.swapaxes(1, 2)
        return self.record(a.v.swapaxes(1, 2), back)

    def scale(self, a, k):
        def back(g):
            a.g = a.g + g * k
        return self.record(a.v * k, back)

    def exp_shifted(self, a):
        y = np.exp(a.v - a.v.max(2, keepdims=True))
        def back(g):
            a.g = a.g + g * y
        return self.record(y, back)

    def normalise(self, a):
        s = a.v.sum(2, keepdims=True)
        def back(g):
            a.g = a.g + g / s - (g * a.v).sum(2, keepdims=True) / s ** 2
        return self.record(a.v / s, back)

    def forward(self, Q, K, V):
        self.tape = []
        self.q, self.k, self.val = T(Q), T(K), T(V)
        s = self.scale(self.matmul(self.q, self.transpose(self.k)), Q.shape[2] ** -0.5)
        self.y = self.matmul(self.normalise(self.exp_shifted(s)), self.val)
        return self.y.v

    def backward(self, dout):
        for n in [self.q, self.k, self.val] + [o for o, _ in self.tape]:
            n.g = np.zeros_like(n.v)
        self.y.g = dout
        for out, back in reversed(self.tape):
            back(out.g)
        return self.q.g, self.k.g, self.val.g
