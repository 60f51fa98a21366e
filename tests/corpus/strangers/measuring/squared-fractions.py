from fractions import Fraction
import numpy as np

def term(y, t):
    return (y - t) ** 2 / 2

class SquaredError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return float(np.sum(term(y, t))) / len(y)

    def backward(self, dout=1):
        h = Fraction(1, 10 ** 30)
        g = [[float((term(Fraction(a) + h, Fraction(b)) - term(Fraction(a), Fraction(b))) / h) for a, b in zip(r, s)]
             for r, s in zip(self.y.tolist(), self.t.tolist())]
        return dout * np.array(g) / len(self.y)
