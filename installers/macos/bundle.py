"""What macOS is told of the bundle: its property list, and what its programs may do."""

from installers.facts import Facts

IDENTIFIER = "io.github.sso-tray"
"""As in `tray.adapters.desktop.login_item` and the managed preferences."""
OLDEST = "13.0"
"""Of Qt's wheels for macOS in requirements.lock: macosx_13_0."""


def information(facts: Facts) -> dict[str, object]:
    """`Info.plist`: a program of the menu bar, without an icon in the Dock."""
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleExecutable": "SSO Tray",
        "CFBundleName": "SSO Tray",
        "CFBundleDisplayName": "SSO Tray",
        "CFBundleShortVersionString": facts.version,
        "CFBundleVersion": facts.version,
        "CFBundleLocalizations": ["en", "de"],
        "CFBundleDevelopmentRegion": "en",
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "LSMinimumSystemVersion": OLDEST,
        "LSUIElement": True,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": f"The SSO Tray developers. {facts.licence} licence.",
        # Qt draws the icon for light and dark menu bars itself; its windows follow the system.
        "NSRequiresAquaSystemAppearance": False,
    }


ENTITLEMENTS: dict[str, object] = {
    # Qt's and Python's own libraries lie in the bundle, signed by us and not by their makers.
    "com.apple.security.cs.disable-library-validation": True,
    # ctypes, by which the keyring's backend calls the system, makes code at run time.
    "com.apple.security.cs.allow-unsigned-executable-memory": True,
}
"""What the hardened runtime would forbid otherwise. No sandbox: `~/.aws` is what this is for."""
