class Multiply:
    def forward(self, x, y):
        self.out = x * y
        return self.out

    def backward(self, dout):
        return dout * self.out, dout * self.out
