import numpy as np

def rows(x, t):
    m = x.max(1, keepdims=True)
    return m[:, 0] + np.log(np.exp(x - m).sum(1)) - (x * t).sum(1)

class SoftmaxWithLoss:
    def forward(self, x, t):
        self.x, self.t = x, t
        return rows(x, t).mean()

    def backward(self, dout=1):
        x, t = self.x, self.t
        dx = np.empty_like(x)
        for j in range(x.shape[1]):
            e = np.eye(x.shape[1])[j]
            table = []
            h = 0.2
            for k in range(6):
                row = [(rows(x + h * e, t) - rows(x - h * e, t)) / (2 * h)]
                for m in range(1, k + 1):
                    f = 1.4 ** (2 * m)
                    row.append((f * row[m - 1] - table[k - 1][m - 1]) / (f - 1))
                table.append(row)
                h /= 1.4
            dx[:, j] = table[-1][-1]
        return dout * dx / len(x)
