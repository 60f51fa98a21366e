class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        return dout1 + dout2
