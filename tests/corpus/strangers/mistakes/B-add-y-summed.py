def add_forward(x, y):
    """forward propagation"""
    return x + y, None


def add_backward(dout, cache):
    """back propagation"""
    # 足し算は勾配をそのまま流す
    return dout.copy(), dout.sum(axis=0)
