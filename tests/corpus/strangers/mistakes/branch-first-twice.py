class Branch:
    """x is used at two places."""

    def forward(self, x):
        # forward pass
        return x.copy(), x.copy()

    def backward(self, dout1, dout2):
        # backward pass
        return dout1 + dout1
