class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return y * x

    def backward(self, dout):
        return self.y * dout, self.x * dout
