"""The .deb, by dpkg-deb. It has no maintainer scripts: other packages' triggers do it all."""

import os
import subprocess
import tempfile
import textwrap
from email.utils import format_datetime
from pathlib import Path

from installers.facts import CONTACT, Facts
from installers.linux.elf import is_elf
from installers.linux.tree import HERE, PROGRAM, size_of, write, write_compressed

# What is loaded by name at run time, so that no link tells of it.
_LOADED = ("fontconfig-config",)
_RECOMMENDS = (
    "xdg-utils",
    "ca-certificates",
    "gnome-keyring | keepassxc | kwalletmanager",
    "notification-daemon",
)
_SUGGESTS = ("awscli", "gnome-shell-extension-appindicator")


def build_deb(root: Path, target: Path, facts: Facts) -> Path:
    """Adds what only Debian wants to `root`, and packs it; the package's path.

    Raises `CalledProcessError`, with the program's words on our own stderr.
    """
    architecture = _said("dpkg", "--print-architecture")
    documents = root / f"usr/share/doc/{facts.name}"
    write(documents / "copyright", (HERE / "debian-copyright").read_text(encoding="utf-8"))
    write_compressed(documents / "changelog.gz", changelog(facts))
    overrides = (HERE / "lintian-overrides").read_text(encoding="utf-8")
    write(root / f"usr/share/lintian/overrides/{facts.name}", overrides)
    (root / "DEBIAN").mkdir()  # tells dpkg-shlibdeps where the package begins
    text = control(facts, architecture, _dependencies(root), size_of(root))
    write(root / "DEBIAN/control", text)
    write(root / "DEBIAN/md5sums", _checksums(root))
    target.mkdir(parents=True, exist_ok=True)
    package = target / f"{facts.name}_{facts.package_version}_{architecture}.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": f"{facts.built.timestamp():.0f}"}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return package


def control(facts: Facts, architecture: str, depends: str, size: int) -> str:
    """The package's own description; `size` in bytes."""
    homepage = f"\nHomepage: {facts.homepage}" if facts.homepage else ""
    return f"""Package: {facts.name}
Version: {facts.package_version}
Section: utils
Priority: optional
Architecture: {architecture}
Maintainer: {CONTACT}
Installed-Size: {-(-size // 1024)}
Depends: {", ".join([depends, *_LOADED])}
Recommends: {", ".join(_RECOMMENDS)}
Suggests: {", ".join(_SUGGESTS)}{homepage}
Description: AWS IAM Identity Center in the system tray
 Signs in to AWS IAM Identity Center with a click, shows how long that lasts,
 and makes the chosen role available to the AWS CLI, SDKs and other tools.
 .
 It brings its own Python and Qt, and a demo that needs no AWS account.
"""


def changelog(facts: Facts) -> str:
    """Debian's changelog with the one entry of this version."""
    items = [
        textwrap.fill(change.replace("`", "'"), 76, initial_indent="  * ", subsequent_indent="    ")
        for change in facts.changes or ("See the project's changelog.",)
    ]
    head = f"{facts.name} ({facts.package_version}) unstable; urgency=medium"
    return "\n\n".join([head, "\n".join(items), f" -- {CONTACT}  {format_datetime(facts.built)}\n"])


def _dependencies(root: Path) -> str:
    """The packages of the libraries that are not ours, with the versions they must have."""
    binaries = [path for path in (root / PROGRAM).rglob("*") if is_elf(path)]
    # As dpkg-shlibdeps wants them: below the package's own root.
    ours = {f"/{path.parent.relative_to(root)}" for path in binaries}
    with tempfile.TemporaryDirectory() as work:
        write(
            Path(work, "debian/control"),
            "Source: sso-tray\n\nPackage: sso-tray\nArchitecture: any\n",
        )
        done = subprocess.run(
            [
                "dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0",
                *(f"-l{folder}" for folder in ours), *(f"-e{path}" for path in binaries),
            ],
            cwd=work, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    return done.stdout.strip().removeprefix("shlibs:Depends=")


def _checksums(root: Path) -> str:
    files = sorted(
        path.relative_to(root)
        for path in (root / "usr").rglob("*")
        if path.is_file() and not path.is_symlink()
    )
    done = subprocess.run(
        ["md5sum", "--", *files], cwd=root, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
