class Branch:
    def forward(self, x):
        out1 = x.copy()
        out2 = out1 + x
        return out1, out2

    def backward(self, dout1, dout2):
        return dout1 + dout2
