class Branch:
    """x is used at two places."""

    def forward(self, x):
        return x.copy(), x.copy()

    def backward(self, dout1, dout2):
        return (dout1 + dout2) / 2
