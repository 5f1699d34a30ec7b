"""Our reading of the AWS files, and each edit, held against botocore's own over random files.

`SSO_TRAY_RANDOM_FILES=20000` makes it a long run; `SSO_TRAY_RANDOM_SEED` another one.
"""

import os
import random
from pathlib import Path
from typing import Any

import botocore.configloader
import botocore.exceptions
import pytest

from tests.core.aws_files.botocore_documents import random_file
from tray.core.aws_files.effective_config import EffectiveFile, effective
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, MalformedIni

COUNT = int(os.environ.get("SSO_TRAY_RANDOM_FILES", "400"))
SEED = int(os.environ.get("SSO_TRAY_RANDOM_SEED", "1"))


def theirs(path: Path, data: bytes, file: AwsFile) -> dict[str, Any] | None:
    """What botocore makes of a file; None where it refuses it."""
    path.write_bytes(data)
    try:
        if file is AwsFile.CREDENTIALS:
            return {"profiles": botocore.configloader.raw_config_parse(str(path))}
        return botocore.configloader.load_config(str(path))
    except botocore.exceptions.ConfigParseError:
        return None


def parsed(data: bytes) -> tuple[IniDocument | None, int]:
    """Our document, or the line (from 1) for which we refuse the file."""
    try:
        return IniDocument.parse(data), 0
    except MalformedIni as error:
        return None, error.line


def ours(document: IniDocument, file: AwsFile) -> dict[str, Any]:
    """The same of our own."""
    return as_loaded(effective(document, file), file)


def as_loaded(found: EffectiveFile, file: AwsFile) -> dict[str, Any]:
    """In the shape of botocore's answer."""
    groups = {"profile": "profiles", "sso-session": "sso_sessions", "services": "services"}
    loaded: dict[str, Any] = {"profiles": {}}
    if file is AwsFile.CONFIG:
        loaded |= {name: {} for name in groups.values()}
    for (kind, name), section in found.named.items():
        place = loaded[groups[kind]] if kind else loaded
        place[name] = dict(section.settings)
    return loaded


@pytest.mark.parametrize("file", AwsFile, ids=lambda file: file.value)
def test_we_see_what_botocore_sees(file: AwsFile, tmp_path: Path) -> None:
    draw, refused = random.Random(SEED), 0  # noqa: S311 - no secret
    for number in range(COUNT):
        data = random_file(draw, is_config=file is AwsFile.CONFIG)
        wanted = theirs(tmp_path / "file", data, file)
        document, line = parsed(data)
        assert (document is None) == (wanted is None), (number, data)
        if document is None:
            assert 0 < line <= len(data.splitlines()) + 1
            refused += 1
        else:
            assert ours(document, file) == wanted, (number, data)
            assert document.to_bytes() == data
    assert 0 < refused < COUNT / 2
