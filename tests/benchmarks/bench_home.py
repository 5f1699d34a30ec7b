"""Home opens and answers keystrokes, beside a bare Qt list that filters the same rows.

`python -m tests.benchmarks.bench_home`. Both are painted to the screen that
Qt's platform gives them. Each figure is the median of several runs, in ms of the processor: all
of it is one thread's work, and other programs on the machine count less.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget

from tests.fakes import START
from tests.ui.samples import listing, signed_in, snapshot, view
from tray.ui.home.actions.controller import Ports
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.window import Home
from tray.ui.toolkit.platform_style import apply_appearance

SIZES = (100, 1_000, 10_000)
TYPED = "account 00 role1"
RUNS = 7


class BareList(QWidget):
    """A line over a list of strings: the least that this can be in Qt."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._rows = rows
        self.line, self._list, self._model = QLineEdit(), QListView(), QStringListModel()
        self._list.setModel(self._model)
        self._list.setUniformItemSizes(True)
        self.line.textChanged.connect(self._search)
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self._list)
        self._search("")

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        found = (row for row in self._rows if all(word in row for word in words))
        self._model.setStringList([row for row, _ in zip(found, range(100), strict=False)])


def median_ms(runs: list[float]) -> float:
    return statistics.median(runs) * 1000


def spent(work: Callable[[], None]) -> float:
    """Seconds of the processor until it is done and painted."""
    started = time.process_time()
    work()
    QApplication.processEvents()
    return time.process_time() - started


def keystrokes(line: QLineEdit) -> float:
    """The median of the keystrokes of a text, typed several times over."""
    runs: list[float] = []
    for _ in range(RUNS):
        line.clear()
        QApplication.processEvents()
        runs += [spent(partial(line.setText, TYPED[: end + 1])) for end in range(len(TYPED))]
    return median_ms(runs)


def opened(show: Callable[[], None], hide: Callable[[], None]) -> float:
    runs = []
    for _ in range(RUNS):
        runs.append(spent(show))
        hide()
        QApplication.processEvents()
    return median_ms(runs)


def compare(roles: int) -> tuple[float, float, float, float]:
    """(open, keystroke) of home and of the bare list."""
    shown = snapshot(view(signed_in(), accounts=listing(roles // 5, 5)))
    catalogue = RoleCatalogue()
    catalogue.learn(shown)
    while not catalogue.find("").matches:
        QApplication.processEvents()
        time.sleep(0.01)
    home = Home(Ports(lambda _: None, lambda: START, lambda _: 60.0), catalogue)
    home.show_snapshot(shown)
    rows = [
        f"{known.account.name} {known.account.id} {name}".casefold()
        for one in shown.sessions
        if one.listing
        for known in one.listing.accounts
        for name in known.role_names
    ]
    bare = BareList(rows)
    home.open()
    bare.resize(home.size())
    home.hide()
    ours_open = opened(home.open, home.hide)
    bare_open = opened(bare.show, bare.hide)
    home.open()
    bare.show()
    (line,) = home.findChildren(QLineEdit)
    return ours_open, keystrokes(line), bare_open, keystrokes(bare.line)


def main() -> None:
    application = QApplication([])
    apply_appearance(application)
    sys.stdout.write("roles    open  bare  ratio   key  bare  ratio   (ms)\n")
    for roles in SIZES:
        our_open, our_key, bare_open, bare_key = compare(roles)
        sys.stdout.write(
            f"{roles:6} {our_open:6.1f} {bare_open:5.1f} {our_open / bare_open:6.2f}"
            f" {our_key:5.1f} {bare_key:5.1f} {our_key / bare_key:6.2f}\n"
        )


if __name__ == "__main__":
    main()
