"""What is known to be unsafe in what production installs, by `pip-audit`.

Fails where something is. Where its database cannot be reached nothing is known, and that is said
instead: an audit that found nothing because it asked nobody is none.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKED = Path(__file__).parents[1] / "requirements" / "production.txt"
_LONGEST_S = 300


def main() -> int:
    """Audit, and say what was found; 1 where something is unsafe."""
    said, is_safe = audit()
    sys.stdout.write(f"{said}\n")
    return 0 if is_safe else 1


def audit() -> tuple[str, bool]:
    """What `pip-audit` says of what is locked, as `judge` does."""
    words = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCKED), "--require-hashes"]
    words += ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, timeout=_LONGEST_S
        )
        return judge(json.loads(done.stdout)["dependencies"])
    except subprocess.TimeoutExpired:
        return f"audit skipped: no answer within {_LONGEST_S} seconds", True
    except ValueError:  # no list at all
        return f"audit skipped: {done.stderr.strip().rpartition(chr(10))[2][:200]}", True


def judge(found: list[dict[str, Any]]) -> tuple[str, bool]:
    """What an audit says, and whether nothing unsafe was found. found: what `pip-audit` lists."""
    unsafe = [each for each in found if each.get("vulns")]
    unknown = [each for each in found if "skip_reason" in each]
    lines = [
        f"{each['name']} {each['version']}: {flaw['id']},"
        f" mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each in unsafe
        for flaw in each["vulns"]
    ]
    if lines:
        return "\n".join(lines), False
    if unknown:
        return f"audit skipped: nothing could be asked of {len(unknown)} of {len(found)}", True
    return f"audit: nothing known of {len(found)}", True


if __name__ == "__main__":
    sys.exit(main())
