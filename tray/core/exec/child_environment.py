"""The environment for programs that are not ours, when ours is a frozen one.

PyInstaller's start program and its hooks set variables that lead to our own libraries;
`aws`, a browser or a terminal would load those in the place of theirs. What was set before
is kept by PyInstaller as NAME_ORIG (its manual: "LD_LIBRARY_PATH / LIBPATH considerations").
"""

from collections.abc import Mapping

_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
_LOADER = "_PYI_"
_IMAGE = frozenset({"APPDIR", "APPIMAGE", "ARGV0", "OWD"})
"""An AppImage's own, by which a program tells that it is in one."""


def outside_environment(environ: Mapping[str, str], *, is_frozen: bool) -> dict[str, str]:
    """A copy without what is meant for us alone; from source, it is all of it."""
    if not is_frozen:
        return dict(environ)
    ours = {*_LIBRARIES, *_IMAGE, *(f"{name}_ORIG" for name in _LIBRARIES)}
    clean = {
        name: value
        for name, value in environ.items()
        if name not in ours and not name.startswith(_LOADER)
    }
    originals = {name: environ.get(f"{name}_ORIG") for name in _LIBRARIES}
    return clean | {name: value for name, value in originals.items() if value is not None}
