"""The .rpm, by rpmbuild. It asks for libraries by their names, so it fits every distribution."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from installers.facts import CONTACT, Facts
from installers.linux.completions import FILES
from installers.linux.tree import PROGRAM, write

_ZSH = "usr/share/zsh/site-functions/_sso-tray"
"""Where other distributions than Debian's have zsh look."""
_DESCRIPTION = """\
Signs in to AWS IAM Identity Center with a click, shows how long that lasts,
and makes the chosen role available to the AWS CLI, SDKs and other tools.
It brings its own Python and Qt, and a demo that needs no AWS account."""


def build_rpm(root: Path, target: Path, facts: Facts) -> Path:
    """Packs `root`; the package's path. Raises `CalledProcessError` with rpmbuild's words."""
    (root / _ZSH).parent.mkdir(parents=True, exist_ok=True)
    (root / FILES["zsh"]).rename(root / _ZSH)
    (root / FILES["zsh"]).parent.rmdir()
    with tempfile.TemporaryDirectory(prefix="rpm.") as folder:
        recipe = Path(folder, "sso-tray.spec")
        write(recipe, spec(root, facts))
        subprocess.run(
            [
                *("rpmbuild", "-bb", "--quiet"),
                *("--define", f"_topdir {folder}/top"),
                *("--define", f"_rpmdir {folder}/out"),
                *("--define", f"source_date_epoch {facts.built.timestamp():.0f}"),
                *("--buildroot", f"{folder}/root", recipe),
            ],
            check=True,
        )
        built = next(Path(folder, "out").rglob("*.rpm"))
        target.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(built, target / built.name))


def spec(root: Path, facts: Facts) -> str:
    """The recipe: it copies `root`, which is complete, and changes nothing in it."""
    homepage = f"URL: {facts.homepage}\n" if facts.homepage else ""
    changes = "\n".join(f"- {change}".replace("%", "%%") for change in facts.changes)
    return f"""\
Name: {facts.name}
Version: {facts.package_version}
Release: 1
Summary: AWS IAM Identity Center in the system tray
License: MIT AND LGPL-3.0-only AND PSF-2.0
{homepage}Recommends: ca-certificates
Recommends: xdg-utils
Requires: fontconfig
Requires: hicolor-icon-theme

# What lies in the program's own folder is nobody else's, and is not asked for.
%global __provides_exclude_from ^/{PROGRAM}/.*$
%global __requires_exclude ^({"|".join(_own_libraries(root))})([.(].*)?$
# It is stripped and compiled already.
%global __os_install_post %{{nil}}
%global debug_package %{{nil}}
%global _build_id_links none
%global _binary_payload w19.zstdio

%description
{_DESCRIPTION}

%install
mkdir -p %{{buildroot}}
cp -a {root}/. %{{buildroot}}/

%files
{_listed(root)}

%changelog
* {facts.built:%a %b %d %Y} {CONTACT} - {facts.package_version}-1
{changes}
"""


def _own_libraries(root: Path) -> list[str]:
    """Names as regular expressions, escaped for RPM's own quoting as well."""
    names = {path.name for path in (root / PROGRAM).rglob("*.so*")}
    return sorted(re.escape(name).replace("\\", "\\\\") for name in names)


def _listed(root: Path) -> str:
    """Every file by name, and of the folders those alone that are ours."""
    ours = [f"/{PROGRAM}", "/usr/share/doc/sso-tray"]
    lines = [*ours]
    for path in sorted(root.rglob("*")):
        name = f"/{path.relative_to(root)}"
        if not path.is_dir() and not name.startswith(tuple(f"{folder}/" for folder in ours)):
            lines.append(name)
    return "\n".join(lines)
