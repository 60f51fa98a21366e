class Multiply:
    def __init__(self):
        self.x = None
        self.y = None
    def forward(self, x, y):
        # forward pass
        self.x = x
        self.y = y
        return x * y
    def backward(self, dout):
        # backward pass
        grad_x = dout * self.y
        dy = grad_x * self.x
        return grad_x, dy
