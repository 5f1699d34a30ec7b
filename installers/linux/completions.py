"""Completions that shells load by themselves, made from what `--show-completion` prints."""

import subprocess
import sys

PROGRAM = "sso-tray"

FILES = {
    "bash": f"usr/share/bash-completion/completions/{PROGRAM}",
    "zsh": f"usr/share/zsh/vendor-completions/_{PROGRAM}",
    "fish": f"usr/share/fish/vendor_completions.d/{PROGRAM}.fish",
}
"""Debian's places; RPM's zsh has another, see `packages.rpm`."""

# Under its own name, which the scripts take from there.
_START = f"import sys; sys.argv = ['{PROGRAM}']; import tray.__main__ as it; sys.exit(it.main())"


def completions() -> dict[str, str]:
    """The text of each file by its shell's name."""
    return {shell: _script(shell) for shell in FILES}


def _script(shell: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _START],
        env={"_SSO_TRAY_COMPLETE": f"source_{shell}", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        timeout=60,
        text=True,
    )
    script = f"{done.stdout.strip()}\n"
    if shell == "zsh":
        # zsh runs the file itself at the first Tab, which is to answer at once, too.
        script += '\n_sso_tray_completion "$@"\n'
    return script
