# what: Connects to this machine by TCP and UDP, and looks up a name.
# expect: scored
import socket


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: socket.create_connection(("127.0.0.1", 22), timeout=1),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM).connect(("::1", 22)),
    lambda: socket.create_server(("127.0.0.1", 0)),
    lambda: socket.getaddrinfo("localhost", 80)[0],
    lambda: socket.gethostname() or 1 / 0,
)
for number, act in enumerate(acts):
    try:
        act()
    except (OSError, ZeroDivisionError):
        continue
    escaped("network " + str(number))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
