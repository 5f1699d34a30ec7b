"""The cask for Homebrew: `python -m installers.macos.cask IMAGE ADDRESS`.

ADDRESS is where that very file lies for everybody; its hash is computed here.
"""

import hashlib
import sys
from pathlib import Path

from installers.facts import PROJECT, Facts, facts
from installers.macos.bundle import IDENTIFIER, OLDEST

_SYSTEMS = {"13.0": "ventura", "14.0": "sonoma", "15.0": "sequoia"}


def cask(about: Facts, sha256: str, address: str) -> str:
    """Its text. It removes the person's own files only when it is asked to (`--zap`)."""
    homepage = f'  homepage "{about.homepage}"\n' if about.homepage else ""
    address = address.replace(about.version, "#{version}")
    return f"""\
cask "{about.name}" do
  version "{about.version}"
  sha256 "{sha256}"

  url "{address}"
  name "SSO Tray"
  desc "{about.summary.partition(":")[0]}"
{homepage}
  depends_on macos: ">= :{_SYSTEMS[OLDEST]}"

  app "SSO Tray.app"
  binary "#{{appdir}}/SSO Tray.app/Contents/MacOS/sso-tray"

  uninstall quit:      "{IDENTIFIER}",
            launchctl: "{IDENTIFIER}"

  zap trash: [
    "~/Library/Application Support/sso-tray",
    "~/Library/Caches/sso-tray",
    "~/Library/LaunchAgents/{IDENTIFIER}.plist",
  ]
end
"""


def main(image: Path, address: str) -> int:
    """Writes it to `dist/`."""
    about = facts()
    target = PROJECT / f"dist/{about.name}.rb"
    digest = hashlib.sha256(image.read_bytes()).hexdigest()
    target.write_text(cask(about, digest, address), encoding="utf-8")
    sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
