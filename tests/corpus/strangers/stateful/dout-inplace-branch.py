class Branch:
    def forward(self, x):
        return x.copy(), x.copy()

    def backward(self, dout1, dout2):
        dout1 += dout2
        return dout1
