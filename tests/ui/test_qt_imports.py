"""What Qt for Python does to imports, and that ours stay as they were."""

import subprocess
import sys

SCRIPT = """
import builtins, linecache
from tray.app import load_qt
before = builtins.__import__
load_qt()
assert builtins.__import__ is before
import PySide6.QtWidgets, tray.ui.shell
assert builtins.__import__ is before, "each module of Qt does it again"
print(len(linecache.cache))
"""


def test_no_source_is_kept() -> None:
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True, text=True)
    assert int(done.stdout) < 10
