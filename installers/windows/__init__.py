"""The installer for Windows, made of what PyInstaller built there."""
