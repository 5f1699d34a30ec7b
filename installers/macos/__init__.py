"""The disk image for macOS, made of the bundle that PyInstaller built there."""
