"""What the report counts as whose."""

from collections import Counter
from pathlib import Path

import pytest

from tests.packaging.sizes import Sizes, part_of, told


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("_internal/libpython3.11.so.1.0", "interpreter"),
        ("_internal/libcrypto.so.3", "interpreter"),
        ("_internal/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so", "interpreter"),
        ("_internal/base_library.zip", "interpreter"),
        ("_internal/PySide6/Qt/lib/libQt6Core.so.6", "qt"),
        ("_internal/PySide6/Qt/lib/libQt6WaylandClient.so.6", "qt"),
        ("_internal/PySide6/Qt/plugins/imageformats/libqtiff.so", "idle"),
        ("_internal/libX11.so.6", "idle"),
        ("_internal/resources/icons/sso-tray.svg", "ours"),
        ("_internal/sso_tray-0.1.0.dist-info/METADATA", "ours"),
        ("_internal/cryptography/hazmat/bindings/_rust.abi3.so", "cryptography"),
        ("_internal/cryptography-50.0.2.dist-info/METADATA", "cryptography"),
        ("_internal/_cffi_backend.cpython-311-x86_64-linux-gnu.so", "_cffi_backend"),
    ],
)
def test_each_file_has_its_part(name: str, part: str) -> None:
    assert part_of(Path(name), frozenset({"libQt6Core.so.6"})) == part


def test_the_sum_is_told_against_its_parts() -> None:
    mib = 1024 * 1024
    sizes = Sizes(
        {"interpreter": 10 * mib, "qt": 60 * mib, "ours": mib, "starters": 2 * mib},
        Counter(botocore=20 * mib, rich=10 * mib),
        Counter({"libqtiff.so": 12 * mib}),
    )
    assert sizes.floor == 100 * mib
    text = told(sizes)
    assert "115.0 MiB in all, 1.15 x" in text
    assert "30.0 MiB  libraries (botocore 20.0, rich 10.0" in text
    assert "libqtiff.so 12.00" in text
