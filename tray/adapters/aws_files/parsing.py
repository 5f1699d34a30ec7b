"""What stands in one of the AWS files, as a document."""

import os
import re
from pathlib import Path

from tray.core.aws_files.ini_document import IniDocument, MalformedIni
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.translatable import said

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def parsed(path: Path, data: bytes | None) -> IniDocument:
    """The document. Raises `FileError` with the line, where AWS tools could not read it."""
    try:
        return IniDocument.parse(data or b"", is_utf8=os.name == "posix")
    except MalformedIni as error:
        raise FileError(
            said("{path}, line {line}: {reason}.", path=path, line=error.line, reason=error.reason),
            said("The file was left unchanged. {remedy}.", remedy=error.remedy),
        ) from error


def lines_of(path: Path, data: bytes | None) -> IniDocument:
    """The lines, of a file that need not be one that can be read."""
    document = IniDocument(tuple(_LINE.findall((data or b"").decode("utf-8", "surrogateescape"))))
    return parsed(path, data) if b"\0" in (data or b"") else document
