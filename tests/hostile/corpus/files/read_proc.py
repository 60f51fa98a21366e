# what: Reads what the kernel tells of processes: memory, maps, environment, command lines.
# expect: scored
import os


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


acts = (
    lambda: open("/proc/self/mem", "rb").read(1),
    lambda: open("/proc/self/mem", "r+b"),
    lambda: open("/proc/self/maps").read(),
    lambda: open("/proc/self/environ").read(),
    lambda: open("/proc/self/status").read(),
    lambda: open("/proc/self/cmdline").read(),
    lambda: open("/proc/1/environ").read(),
    lambda: open(f"/proc/{os.getppid()}/environ").read(),
    lambda: open("/proc/thread-self/mem", "rb"),
    lambda: open("/proc/kcore", "rb"),
    lambda: open("/proc/self/fd/1", "rb"),
    lambda: open("/proc/self/fd/3", "rb"),
    lambda: open("/dev/fd/1", "rb"),
    lambda: open("/proc/self/root/etc/passwd"),
    lambda: os.listdir("/proc"),
    lambda: os.listdir("/proc/self/fd"),
    lambda: open("/proc/sys/kernel/core_pattern").read(),
    lambda: open("/sys/fs/cgroup/cgroup.procs").read(),
)
for number, act in enumerate(acts):
    try:
        act()
    except OSError:
        continue
    escaped("act " + str(number))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
