"""`python -m installers.macos`: the bundle, signed and notarised, as a disk image. On macOS.

Who signs is told by the environment, and nothing of it is kept:

    SSO_TRAY_SIGNER            the identity in the keychain, "Developer ID Application: …"
    SSO_TRAY_NOTARY_PROFILE    of `xcrun notarytool store-credentials`

Without a signer the image is for this machine only; without a profile Gatekeeper asks.
"""

import argparse
import os
import plistlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from installers.facts import PROJECT, facts
from installers.macos.bundle import ENTITLEMENTS

BUNDLE = "SSO Tray.app"
_MACHO = {
    b"\xcf\xfa\xed\xfe",  # one kind of processor
    b"\xca\xfe\xba\xbe",  # several
}
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and by which profile Apple is asked; empty: nobody."""

    identity: str = ""
    profile: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Signer":
        """As the environment says. Raises `ValueError` for half of it."""
        found = cls(environ.get("SSO_TRAY_SIGNER", ""), environ.get("SSO_TRAY_NOTARY_PROFILE", ""))
        if found.profile and not found.identity:
            raise ValueError("SSO_TRAY_NOTARY_PROFILE without SSO_TRAY_SIGNER: nothing is signed")
        return found


def steps(app: Path, image: Path, signer: Signer, entitlements: Path) -> Iterator[Command]:
    """The commands, in their order. The inner programs are signed before what holds them."""
    for program in [*_programs(app), app] if signer.identity else []:
        # The timestamp and the hardened runtime are what notarisation asks for.
        yield (
            "codesign", "--force", "--options", "runtime", "--timestamp",
            "--entitlements", str(entitlements), "--sign", signer.identity, str(program),
        )  # fmt: skip
    if signer.identity:
        yield ("codesign", "--verify", "--deep", "--strict", str(app))
    yield (
        "hdiutil", "create", "-volname", "SSO Tray", "-srcfolder", str(app.parent),
        "-ov", "-format", "UDZO", str(image),
    )  # fmt: skip
    if signer.identity:
        yield ("codesign", "--timestamp", "--sign", signer.identity, str(image))
    if signer.profile:
        submit = ("xcrun", "notarytool", "submit", str(image), "--wait")
        yield (*submit, "--keychain-profile", signer.profile)
        yield ("xcrun", "stapler", "staple", str(image))
        yield ("spctl", "--assess", "--type", "open", "--context", "context:primary-signature",
               str(image))  # fmt: skip


def _programs(app: Path) -> list[Path]:
    """Programs and libraries in the bundle, the innermost first."""
    found = [path for path in app.rglob("*") if _is_program(path)]
    return sorted(found, key=lambda path: (-len(path.parts), path))


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _MACHO


def build_image(app: Path, target: Path, signer: Signer) -> Path:
    """Makes it. Raises `CalledProcessError` with the tool's own words on stderr."""
    about = facts()
    image = target / f"{about.name}-{about.version}.dmg"
    with tempfile.TemporaryDirectory(prefix="dmg.") as name:
        shown, entitlements = Path(name, "image"), Path(name, "entitlements.plist")
        shown.mkdir()
        # What the window of the image shows: the program, and where to drag it.
        subprocess.run(["ditto", app, shown / BUNDLE], check=True)
        (shown / "Applications").symlink_to("/Applications")
        entitlements.write_bytes(plistlib.dumps(ENTITLEMENTS))
        for command in steps(shown / BUNDLE, image, signer, entitlements):
            subprocess.run(command, check=True)
    return image


def main() -> int:
    """Builds it, and says who signed it."""
    parser = argparse.ArgumentParser(prog="python -m installers.macos", description=main.__doc__)
    parser.add_argument("--app", type=Path, default=PROJECT / "dist" / BUNDLE)
    parser.add_argument("--to", type=Path, default=PROJECT / "dist")
    options = parser.parse_args()
    if shutil.which("hdiutil") is None:
        raise ValueError("macOS' own tools sign, and make the image: run it there")
    if not options.app.is_dir():
        raise ValueError(f"{options.app} is not there: pyinstaller --noconfirm build.spec")
    signer = Signer.of(os.environ)
    image = build_image(options.app, options.to, signer)
    sys.stdout.write(f"{image}: signed by {signer.identity or 'nobody'}\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (subprocess.CalledProcessError, ValueError) as error:
        sys.exit(f"image: failed: {error}")
