"""The words by which our lines in the AWS files are known."""

KEYS_MARK = "# sso-tray keys:"
REGION_MARK = "# sso-tray region"
SECTION_MARK = "# sso-tray section"
POINTER_KIND = "uses"
"""The kind of block with which a profile points where keys are to be had
(`core.profiles.keyless_profiles`)."""
