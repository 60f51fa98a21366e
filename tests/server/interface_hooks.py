"""What schemathesis has to be told of the interface: see `test_interface.py`."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/zip")
def zip_bytes(ctx: Any, value: Any) -> bytes:
    """A bundle that is sent: whatever bytes are made up are its bytes."""
    return value if isinstance(value, bytes) else str(value).encode()
