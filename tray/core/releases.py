"""Where the project says which version is the newest."""

FEED = "https://releases.sso-tray.invalid/releases.json"
"""The newest release, as `{"version": "1.2.0"}`. The one place where this address stands.

NOTE: the project has no address of its own yet, and nobody ever gets one below
`.invalid` (RFC 2606): until the first release, only a feed in the settings answers.
"""

PAGE = "https://releases.sso-tray.invalid/"
"""What people are shown: never an address that the feed brings."""
