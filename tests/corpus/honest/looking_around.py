"""What code asks about where it runs, and locks that nobody else wants."""
import argparse
import gc
import inspect
import os
import platform
import queue
import sys
import threading
import weakref

assert sys.version_info >= (3, 11) and sys.byteorder and sys.float_info.epsilon and os.sep == "/"
assert sys.getsizeof([]) and sys.getrecursionlimit() and __name__ != "__main__" and __file__
arguments = argparse.ArgumentParser()
arguments.add_argument("--rate", type=float, default=0.1)
assert arguments.parse_args().rate == 0.1 and arguments.parse_args(["--rate", "1"]).rate == 1
assert inspect.signature(print).parameters and platform.python_version()
assert os.environ.get("HOME_OF_NOBODY") is None and os.path.join("a", "b") == "a/b"
gc.collect()


class Thing:
    pass


thing = Thing()
assert weakref.ref(thing)() is thing
with threading.Lock():
    pass
threading.local().x = 1
threading.current_thread().name
line = queue.Queue()
line.put(1)
assert line.get() == 1
print("done")
