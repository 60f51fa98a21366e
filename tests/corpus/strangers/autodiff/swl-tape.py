import numpy as np

class Node:
    def __init__(self, value, *inputs):
        self.value, self.inputs, self.grad = value, inputs, 0

def shift(n):
    return Node(n.value - n.value.max(1, keepdims=True), (n, lambda g: g))
def exp(n):
    y = np.exp(n.value)
    return Node(y, (n, lambda g: g * y))
def total(n):
    return Node(n.value.sum(1, keepdims=True), (n, lambda g: np.tile(g, n.value.shape[1])))
def log(n):
    return Node(np.log(n.value), (n, lambda g: g / n.value))
def minus(a, b):
    return Node(a.value - b.value, (a, lambda g: g), (b, lambda g: -g.sum(1, keepdims=True)))
def loss(n, t):
    N = len(t)
    return Node(-(n.value * t).sum() / N, (n, lambda g: -g * t / N))

class SoftmaxWithLoss:
    def forward(self, x, t):
        a = Node(x)
        b = shift(a)
        c = exp(b); d = total(c); e = log(d)
        f = minus(b, e)
        g = loss(f, t)
        self.nodes = [a, b, c, d, e, f, g]
        return g.value

    def backward(self, dout=1):
        for n in self.nodes:
            n.grad = 0
        self.nodes[-1].grad = dout
        for n in reversed(self.nodes):
            for p, vjp in n.inputs:
                p.grad = p.grad + vjp(n.grad)
        return self.nodes[0].grad
