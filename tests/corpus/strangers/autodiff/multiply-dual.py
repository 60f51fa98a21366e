class Dual:
    def __init__(self, v, dx, dy):
        self.v, self.dx, self.dy = v, dx, dy

    def __mul__(self, o):
        return Dual(self.v * o.v, self.dx * o.v + self.v * o.dx, self.dy * o.v + self.v * o.dy)

class Multiply:
    def forward(self, x, y):
        self.out = Dual(x, 1.0, 0.0) * Dual(y, 0.0, 1.0)
        return self.out.v

    def backward(self, dout):
        return dout * self.out.dx, dout * self.out.dy
