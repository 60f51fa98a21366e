class Add:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, dout):
        h = 1e-3
        dx = dout * ((self.x + h + self.y) - (self.x - h + self.y)) / (2 * h)
        dy = dout * ((self.x + (self.y + h)) - (self.x + (self.y - h))) / (2 * h)
        return dx, dy
