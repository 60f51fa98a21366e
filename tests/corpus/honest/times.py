"""Dates, clocks and stopwatches."""
import calendar
import time
import timeit
from datetime import date, datetime, timedelta, timezone

assert datetime.strptime("2026-11-24 09:30", "%Y-%m-%d %H:%M").month == 11
assert datetime(2026, 11, 24, tzinfo=timezone.utc).isoformat() == "2026-11-24T00:00:00+00:00"
assert date(2026, 11, 24).strftime("%d.%m.%y") == "24.11.26" and timedelta(days=1).total_seconds()
datetime.now(), datetime.now(timezone.utc), time.time(), time.ctime(0), time.strftime("%H")
time.localtime(0), time.gmtime(0), calendar.monthrange(2026, 2), datetime.fromisoformat("2026-01-01")
start = time.perf_counter()
time.sleep(0.001)
assert time.perf_counter() > start and time.monotonic_ns() > 0 and time.process_time() > 0
assert timeit.timeit("sum(range(10))", number=100) > 0
assert timeit.repeat(lambda: 1, number=1, repeat=2)
print("done")
