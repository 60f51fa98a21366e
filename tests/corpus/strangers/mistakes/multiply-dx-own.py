class Multiply:
    def __init__(self):
        self.x = None
        self.y = None
    def forward(self, x, y):
        """forward propagation"""
        self.x = x
        self.y = y
        return x * y
    def backward(self, dout):
        """back propagation"""
        grad_x = dout * self.x
        dy = dout * self.x
        return grad_x, dy
