class Branch:
    def forward(self, x):
        return x.copy(), x.copy()

    def backward(self, dout1, dout2):
        self.dx = dout1 + dout2
