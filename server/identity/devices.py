"""A browser as it names itself, in two words: which it is, and on what it runs."""

# In this order: later ones are part of what earlier ones say of themselves.
_BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/",), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
_SYSTEMS = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("CrOS",), "ChromeOS"),
    (("Windows",), "Windows"),
    (("Macintosh", "Mac OS X"), "macOS"),
    (("Linux", "X11"), "Linux"),
)


def describe_device(user_agent: str | None) -> str | None:
    """Browser and system of a `User-Agent`, as `Firefox · Linux`; None where neither is known."""
    said = user_agent or ""
    known = [
        next((name for marks, name in names if any(mark in said for mark in marks)), None)
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or None
