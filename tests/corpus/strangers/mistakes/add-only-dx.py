class Add:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout.copy()
