"""Run-time hook of the Linux build: an upgrade replaces the program's file while it runs.

PyInstaller opens that file by its name for each module that is imported late, and would read
the new build at the old one's places. /proc/self/exe is the file that this process was started
from, for as long as it runs.
"""

import pyimod02_importers  # PyInstaller's own, there in a frozen program only

if pyimod02_importers.pyz_archive is not None:
    pyimod02_importers.pyz_archive._filename = "/proc/self/exe"  # noqa: SLF001 - no public way
