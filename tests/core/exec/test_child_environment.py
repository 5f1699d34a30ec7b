"""What programs that are not ours get to see of a frozen program's variables."""

from tray.core.exec.child_environment import outside_environment

FROZEN = {
    "PATH": "/usr/bin",
    "LD_LIBRARY_PATH": "/usr/lib/sso-tray/_internal",
    "QT_PLUGIN_PATH": "/usr/lib/sso-tray/_internal/PySide6/Qt/plugins",
    "_PYI_ARCHIVE_FILE": "/usr/lib/sso-tray/sso-tray",
    "APPIMAGE": "/opt/sso-tray.AppImage",
}


def test_our_libraries_are_not_theirs() -> None:
    assert outside_environment(FROZEN, is_frozen=True) == {"PATH": "/usr/bin"}


def test_what_the_person_had_set_comes_back() -> None:
    given = {**FROZEN, "LD_LIBRARY_PATH_ORIG": "/opt/oracle"}
    expected = {"PATH": "/usr/bin", "LD_LIBRARY_PATH": "/opt/oracle"}
    assert outside_environment(given, is_frozen=True) == expected


def test_from_source_nothing_is_ours() -> None:
    given = {"LD_LIBRARY_PATH": "/opt/oracle", "QT_PLUGIN_PATH": "/opt/qt"}
    assert outside_environment(given, is_frozen=False) == given
