"""Which version of the program a person should hear of."""

from packaging.version import InvalidVersion, Version


def is_newer(offered: str, installed: str) -> bool:
    """Whether a person should hear of it: a final release, or the next of their pre-releases.

    What is no version (PEP 440), or one that no index takes (`1.0+local`), is not newer.
    """
    try:
        new, old = Version(offered), Version(installed)
    except InvalidVersion:
        return False
    if new.local is not None or not new > old:
        return False
    return not new.is_prerelease or old.is_prerelease
