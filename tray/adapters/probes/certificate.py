"""The issuer of a certificate that nobody vouches for; `ssl` names it only for trusted ones."""

from collections.abc import Iterator

_SEQUENCE, _SET, _VERSION = 0x30, 0x31, 0xA0
_ORGANISATION, _COMMON_NAME = b"\x55\x04\x0a", b"\x55\x04\x03"  # OIDs 2.5.4.10 and 2.5.4.3
_LONGEST = 80


def issuer_of(certificate: bytes) -> str:
    """The issuer's organisation, or else its common name, of a DER certificate (RFC 5280, 4.1).

    Empty where there is neither, or where the bytes are no certificate. The
    text is a stranger's: it is cut to 80 printable characters.
    """
    try:
        names = dict(_names(certificate))
    except (ValueError, IndexError):
        return ""
    text = names.get(_ORGANISATION) or names.get(_COMMON_NAME) or ""
    return "".join(each for each in text if each.isprintable())[:_LONGEST].strip()


def _names(certificate: bytes) -> Iterator[tuple[bytes, str]]:
    body = _inside(_inside(certificate, _SEQUENCE), _SEQUENCE)
    fields = [each for each in _elements(body) if each[0] != _VERSION]
    _, _, (tag, issuer), *_ = fields  # serial number, algorithm, issuer
    if tag != _SEQUENCE:
        raise ValueError
    for set_tag, one in _elements(issuer):
        for _, pair in _elements(one) if set_tag == _SET else ():
            (_, oid), (kind, value), *_ = list(_elements(pair))
            yield oid, value.decode("utf-16-be" if kind == 0x1E else "utf-8", "replace")


def _inside(data: bytes, tag: int) -> bytes:
    found, content = next(_elements(data), (0, b""))
    if found != tag:
        raise ValueError
    return content


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each DER element; raises `ValueError` where one is cut short."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size])
            at += size
        if at + length > len(data):
            raise ValueError
        yield tag, data[at : at + length]
        at += length
