def multiply_forward(x, y):
    out = x * y
    cache = (x, y)
    return out, cache


def multiply_backward(dout, cache):
    x, y = cache
    return dout * y, dout * x
