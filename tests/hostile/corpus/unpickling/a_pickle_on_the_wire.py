# what: Sends its judge a pickle with a command in the place of an answer.
# expect: forbidden_action
# code: channel_misused
import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("echo ESC''APED > /tmp/gradus-escaped-wire",)


os.write(3, pickle.dumps(Command(), protocol=0))
os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
