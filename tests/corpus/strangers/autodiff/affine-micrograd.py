import numpy as np

class Value:
    def __init__(self, data, children=()):
        self.data, self.grad = data, 0.0
        self._prev = children
        self._backward = lambda: None

    def __add__(self, o):
        out = Value(self.data + o.data, (self, o))
        def _backward():
            self.grad += out.grad
            o.grad += out.grad
        out._backward = _backward
        return out

    def __mul__(self, o):
        out = Value(self.data * o.data, (self, o))
        def _backward():
            self.grad += o.data * out.grad
            o.grad += self.data * out.grad
        out._backward = _backward
        return out

def backprop(outputs, seeds):
    order, seen = [], set()
    def visit(v):
        if id(v) not in seen:
            seen.add(id(v))
            for c in v._prev:
                visit(c)
            order.append(v)
    for o in outputs:
        visit(o)
    for v in order:
        v.grad = 0.0
    for o, s in zip(outputs, seeds):
        o.grad = s
    for v in reversed(order):
        v._backward()

wrap = np.vectorize(lambda a: Value(float(a)), otypes=[object])
grad = np.vectorize(lambda v: v.grad, otypes=[float])

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.v = wrap(x), wrap(self.W), wrap(self.b)
        X, W, B = self.v
        self.out = X.dot(W) + B
        return np.vectorize(lambda v: v.data, otypes=[float])(self.out)

    def backward(self, dout):
        backprop(self.out.ravel(), dout.ravel())
        X, W, B = self.v
        self.dW, self.db = grad(W), grad(B)
        return grad(X)
