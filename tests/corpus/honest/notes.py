"""What code says about itself: logs, warnings, printing."""
import logging
import pprint
import sys
import textwrap
import traceback
import warnings

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(asctime)s %(message)s")
logging.getLogger(__name__).info("loss %.3f", 0.5)
logging.warning("careful")
try:
    int("x")
except ValueError as error:
    logging.exception("caught")
    traceback.print_exc()
    assert "ValueError" in traceback.format_exc() and error.args
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("slow", DeprecationWarning, stacklevel=2)
assert len(caught) == 1
warnings.warn("seen", stacklevel=1)
pprint.pprint({"weights": list(range(30))})
print(textwrap.dedent("  a"), textwrap.fill("word " * 30, 40), sep="\n", end="\n", flush=True)
print("to the other stream", file=sys.stderr)
sys.stdout.write("written\n")
sys.stdout.flush()
sys.stderr.flush()
print("\rprogress 50%", end="")
print()
print("done")
