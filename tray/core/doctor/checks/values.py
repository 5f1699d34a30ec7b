"""Checks of single values in the AWS files: what is part of them and should not be."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tray.core.aws_files.effective_config import IDENTITY, effective
from tray.core.doctor.facts import AwsFileFacts, Facts
from tray.core.doctor.masking import without_password
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.vocabulary.translatable import said

_PLAIN = frozenset({*IDENTITY, "region", "output"} - {"credential_process", "role_arn"})
"""Settings whose values have neither blanks nor quotes."""

_REMARK = re.compile(r"\s[#;]")


def remarks(facts: Facts) -> Iterable[Finding]:
    """Remarks and quotes behind or around a value: AWS tools take them for a part of it."""
    if facts.files is None:
        return
    both = (facts.files.config, facts.files.credentials)
    found = [finding for each in both for finding in _remarks(each)]
    yield from found or [fine("remarks", said("No trailing comments or quotes in values."))]


def _remarks(file: AwsFileFacts) -> Iterator[Finding]:
    for section in file.document.all_sections:
        for option in section.options.values():
            if option.key not in _PLAIN:
                continue
            place = said("{path}, line {line}", path=file.path, line=option.start + 1)
            if _REMARK.search(option.value):
                yield trouble(
                    "remarks",
                    said("{key} has a comment after its value.", key=option.key),
                    said("AWS tools take a comment after a value as part of the value."),
                    said("Move the comment to its own line."),
                    place,
                )
            elif option.value[:1] in {'"', "'"}:
                yield trouble(
                    "remarks",
                    said("{key} has quotes around its value.", key=option.key),
                    said("AWS tools take the quotes as part of the value."),
                    said("Remove the quotes."),
                    place,
                )


def config_endpoints(facts: Facts) -> Iterable[Finding]:
    """Addresses in the config file that send calls elsewhere than to AWS."""
    if facts.files is None:
        return
    file = facts.files.config
    found = [
        note(
            "config-endpoints",
            said(
                "endpoint_url in the config file sends requests to {address}.",
                address=without_password(url),
            ),
            said("AWS tools and SSO Tray call that address instead of AWS."),
            said("If that's not intended, remove the line."),
            said("{path}, line {line}", path=file.path, line=line),
        )
        for url, line in _addresses(file)
    ]
    yield from found or [
        fine("config-endpoints", said("No custom AWS endpoints in the config file."))
    ]


def _addresses(file: AwsFileFacts) -> Iterator[tuple[str, int]]:
    seen = set()
    for (kind, _), section in effective(file.document, file.file).named.items():
        if kind not in {"profile", "services"}:
            continue
        for key, value in section.settings.items():
            url = value.get("endpoint_url") if isinstance(value, Mapping) else value
            is_address = isinstance(value, Mapping) or key == "endpoint_url"
            line = section.lines[key]
            if url and is_address and line not in seen:
                seen.add(line)
                yield url, line
