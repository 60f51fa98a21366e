class Multiply:
    def f(self, x, y):
        return x * y

    def forward(self, x, y):
        self.x, self.y = x, y
        return self.f(x, y)

    def backward(self, dout, h=1e-4):
        f, x, y = self.f, self.x, self.y
        return dout * (f(x + h, y) - f(x - h, y)) / (2 * h), dout * (f(x, y + h) - f(x, y - h)) / (2 * h)
