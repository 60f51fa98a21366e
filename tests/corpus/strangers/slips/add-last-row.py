import numpy as np


class Add:
    def forward(self, x, y):
        result = np.zeros(x.shape)
        for row in range(x.shape[0]):
            for col in range(x.shape[1]):
                result[row, col] = x[row, col] + y[row, col]
        return result

    def backward(self, dout):
        n_rows, n_cols = dout.shape
        grad_x = np.zeros((n_rows, n_cols))
        grad_y = np.zeros((n_rows, n_cols))
        for row in range(n_rows - 1):
            for col in range(n_cols):
                grad_x[row, col] = dout[row, col]
                grad_y[row, col] = dout[row, col]
        return grad_x, grad_y
