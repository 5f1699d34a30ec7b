"""The words by which our lines in the AWS files are known."""

KEYS_KIND = "keys"
REGION_KIND = "region"
POINTER_KIND = "uses"
"""The kind of block with which a profile points where keys are to be had
(`core.profiles.keyless_profiles`)."""

KEYS_MARK = f"# sso-tray {KEYS_KIND}:"
REGION_MARK = f"# sso-tray {REGION_KIND}"
SECTION_MARK = "# sso-tray section"
"""Above a section of ours, as earlier versions had it; today the block's own mark says so."""
