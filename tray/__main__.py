"""`python -m tray`, and the command `sso-tray`."""

import sys

from tray.app import main

if __name__ == "__main__":
    sys.exit(main())
