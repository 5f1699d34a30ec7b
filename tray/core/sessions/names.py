"""Names for sso-sessions that nobody has named."""

import re
from collections.abc import Container
from urllib.parse import urlsplit

_UNSAFE = re.compile(r"[^a-z0-9._-]+")


def free_session_name(start_url: str, taken: Container[str]) -> str:
    """Short, and the portal's own: `acme` of acme.awsapps.com, a second one `acme-2`."""
    label = (urlsplit(start_url).hostname or "").split(".")[0]
    is_address = label.isdigit()  # of a server on this very machine
    base = "sso" if is_address else _UNSAFE.sub("-", label) or "sso"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name
