"""Where the files of `resources/` are: in the package once installed, beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def has_resource(name: str) -> bool:
    """Whether `resources/NAME` was shipped."""
    try:
        resource_path(name)
    except FileNotFoundError:
        return False
    return True


def resource_path(name: str) -> Path:
    """The path of `resources/NAME`. Raises `FileNotFoundError` for what is not shipped."""
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if (root / name).is_file():
            return root / name
    raise FileNotFoundError(name)
