"""What Windows shows of the programs: the version resource, and the manifest that they carry."""

import re
from typing import TYPE_CHECKING

from installers.facts import Facts

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

MANIFEST = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security>
      <requestedPrivileges>
        <requestedExecutionLevel level="asInvoker" uiAccess="false"/>
      </requestedPrivileges>
    </security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application>
      <supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/>
    </application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <dpiAware xmlns="http://schemas.microsoft.com/SMI/2005/WindowsSettings">true/pm</dpiAware>
      <dpiAwareness xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">PerMonitorV2</dpiAwareness>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
    </windowsSettings>
  </application>
  <dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0"
        processorArchitecture="*" publicKeyToken="6595b64144ccf1df" language="*"/>
    </dependentAssembly>
  </dependency>
</assembly>
"""
"""Each screen's own scale, the rights of whoever starts it, and Windows 10 or newer."""


def numbers(version: str) -> tuple[int, int, int, int]:
    """`1.2.3rc1` as Windows counts: (1, 2, 3, 0)."""
    found = [int(part) for part in re.findall(r"\d+", re.split(r"[a-z+-]", version)[0])][:4]
    major, minor, patch, build = (*found, *[0] * (4 - len(found)))
    return major, minor, patch, build


def strings(facts: Facts, file: str, words: str) -> dict[str, str]:
    """What the Explorer shows among a file's properties."""
    return {
        "CompanyName": "The SSO Tray developers",
        "FileDescription": words,
        "FileVersion": facts.version,
        "InternalName": facts.name,
        "LegalCopyright": f"The SSO Tray developers. {facts.licence} licence.",
        "OriginalFilename": file,
        "ProductName": "SSO Tray",
        "ProductVersion": facts.version,
    }


def resource(facts: Facts, file: str, words: str) -> "VSVersionInfo":
    """The version resource of one program, for PyInstaller."""
    from PyInstaller.utils.win32 import versioninfo as made  # noqa: PLC0415 - for a build only

    table = made.StringTable(
        "040904B0",  # English, Unicode
        [made.StringStruct(name, text) for name, text in strings(facts, file, words).items()],
    )
    version = numbers(facts.version)
    return made.VSVersionInfo(
        ffi=made.FixedFileInfo(filevers=version, prodvers=version, mask=0x3F, OS=0x40004),
        kids=[
            made.StringFileInfo([table]),
            made.VarFileInfo([made.VarStruct("Translation", [0x0409, 1200])]),
        ],
    )
