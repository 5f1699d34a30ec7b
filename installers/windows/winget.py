"""The three files that winget's repository wants of a release.

    python -m installers.windows.winget INSTALLER ADDRESS

ADDRESS is where that very file lies for everybody; its hash is computed here.
(Microsoft, "Create your package manifest", schema 1.6.0.)
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from installers.facts import PROJECT, Facts, facts

PACKAGE = "SSOTray.SSOTray"
_SCHEMA = "1.6.0"


def manifests(about: Facts, sha256: str, address: str) -> dict[str, str]:
    """The text of each file by its name."""
    head = {"PackageIdentifier": PACKAGE, "PackageVersion": about.version}
    page = {"PackageUrl": about.homepage} if about.homepage else {}
    locale = {
        **head,
        "PackageLocale": "en-US",
        "Publisher": "The SSO Tray developers",
        "PackageName": "SSO Tray",
        **page,
        "License": about.licence,
        "ShortDescription": about.summary,
        "Moniker": about.name,
    }
    installer = {
        **head,
        "InstallerLocale": "en-US",
        "Platform": ["Windows.Desktop"],
        "MinimumOSVersion": "10.0.17763.0",
        "InstallerType": "nullsoft",
        "Scope": "user",
        "UpgradeBehavior": "install",
        "Commands": [about.name],
    }
    one = [("Architecture", "x64"), ("InstallerUrl", address), ("InstallerSha256", sha256.upper())]
    listed = "Installers:\n" + "".join(
        f"{'- ' if place == 0 else '  '}{name}: {_quoted(value)}\n"
        for place, (name, value) in enumerate(one)
    )
    return {
        f"{PACKAGE}.yaml": _text({**head, "DefaultLocale": "en-US"}, "version"),
        f"{PACKAGE}.locale.en-US.yaml": _text(locale, "defaultLocale"),
        f"{PACKAGE}.installer.yaml": _text(installer, "installer", listed),
    }


def _text(fields: Mapping[str, Sequence[str]], kind: str, more: str = "") -> str:
    lines = "".join(
        f"{name}: {_quoted(value)}\n"
        if isinstance(value, str)
        else f"{name}:\n" + "".join(f"- {_quoted(each)}\n" for each in value)
        for name, value in fields.items()
    )
    return f"{lines}{more}ManifestType: {kind}\nManifestVersion: {_SCHEMA}\n"


def _quoted(text: str) -> str:
    """A YAML string, whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


def main(installer: Path, address: str) -> int:
    """Writes them to `dist/winget/`."""
    about = facts()
    digest = hashlib.sha256(installer.read_bytes()).hexdigest()
    folder = PROJECT / "dist/winget" / about.version
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in manifests(about, digest, address).items():
        (folder / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
