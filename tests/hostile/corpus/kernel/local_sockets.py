# what: Talks over UNIX sockets, named, abstract and paired, where descriptors could be passed.
# expect: scored
import socket


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


ours = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, 3)


def connect(address):
    socket.socket(socket.AF_UNIX).connect(address)


acts = (
    lambda: connect("/var/run/docker.sock"),
    lambda: connect("\0gradus-escaped"),
    lambda: socket.socket(socket.AF_UNIX).bind("\0gradus-escaped"),
    lambda: socket.socketpair(),
    lambda: ours.getpeername(),
    lambda: ours.send(b"x"),
    lambda: ours.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT),
    lambda: ours.shutdown(socket.SHUT_RDWR),
    lambda: socket.send_fds(ours, [b"x"], [1]),
)
for number, act in enumerate(acts):
    try:
        act()
    except OSError:
        continue
    escaped("local socket " + str(number))
ours.detach()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
