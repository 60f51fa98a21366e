def add_forward(x, y):
    return x + y, None


def add_backward(dout, cache):
    return dout, dout
