"""Where Chromium is on this machine. Run as a program, it says so and fails where there is none."""

import shutil
import sys
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "no Chromium: install Debian's package chromium, or run 'playwright install chromium'"


def find_chromium() -> str | None:
    """The path of a Chromium: the system's, else one that Playwright has installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    installed = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(installed[-1]) if installed else None


if __name__ == "__main__":
    sys.exit(0 if find_chromium() else MISSING)
