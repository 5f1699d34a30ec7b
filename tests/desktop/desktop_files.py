"""The files that make a fresh home the home of a desktop: bus, panel, notifications, browser."""

import os
from pathlib import Path

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_match_rules_per_connection">10000</limit>
</busconfig>
"""

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  {folders}
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="prepend" binding="strong"><string>{family}</string></edit>
  </match>
</fontconfig>
"""
_WITH_ALL_SIGNS = "DejaVuSans.ttf"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")

_XFCE_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="hide-new-items" type="bool" value="false"/>
    </property>
  </property>
</channel>
"""

_XFCE_NOTIFICATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0">
  <property name="notify-location" type="uint" value="2"/>
  <property name="do-fadeout" type="bool" value="false"/>
  <property name="do-slideout" type="bool" value="false"/>
  <property name="expire-timeout" type="int" value="-1"/>
  <property name="initial-opacity" type="double" value="1"/>
</channel>
"""

_LXQT_PANEL = """[General]
panels=panel1
iconTheme=Adwaita

[panel1]
plugins=taskbar, statusnotifier
position=Bottom
panelSize=32
iconSize=22
width=100
width-percent=true
alignment=-1
show-delay=0

[taskbar]
type=taskbar
alignment=Left

[statusnotifier]
type=statusnotifier
alignment=Right
"""

_DUNST = """[global]
origin=top-right
offset=10x10
width=360
font=DejaVu Sans 10
mouse_left_click=do_action, close_current
mouse_right_click=close_current
mouse_middle_click=none
show_indicators=yes
idle_threshold=0
[urgency_low]
timeout=0
[urgency_normal]
timeout=0
[urgency_critical]
timeout=0
"""

# A browser that notes which page it was asked for, and passes it on once there is one.
_BROWSER = """#!/bin/sh
printf '%s\\n' "$1" >>'{opened}'
if [ -x '{real}' ]; then exec '{real}' "$1"; fi
"""

_BROWSER_ENTRY = """[Desktop Entry]
Type=Application
Name=Test browser
Exec={browser} %u
MimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;
"""

_BROWSER_DEFAULT = """[Default Applications]
text/html=test-browser.desktop
x-scheme-handler/http=test-browser.desktop
x-scheme-handler/https=test-browser.desktop
"""

# exo-open of XFCE asks its own registry of preferred applications.
_XFCE_HELPER = """[Desktop Entry]
Type=X-XFCE-Helper
Name=Test browser
NoDisplay=true
X-XFCE-Category=WebBrowser
X-XFCE-Binaries=browser;
X-XFCE-Commands={browser};
X-XFCE-CommandsWithParameter={browser} "%s";
"""


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a file, and the folders it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def write_bus(folder: Path, socket: Path, *, accessibility: bool) -> Path:
    """The bus's configuration; only what a desktop needs can be started by asking for it.

    So a service that is to be absent, such as a keyring, is absent.
    """
    services = folder / "services"
    services.mkdir()
    wanted = ["ca.desrt.dconf", "org.gnome.keyring.SystemPrompter", "org.xfce.Xfconf"]
    wanted += ["org.a11y.Bus"] if accessibility else []
    for name in wanted:
        source = Path("/usr/share/dbus-1/services", f"{name}.service")
        if source.exists():
            (services / source.name).symlink_to(source)
    write(folder / "bus.conf", _BUS.format(socket=socket, services=services))
    return folder / "bus.conf"


def write_panels(config: Path) -> None:
    """One panel at the bottom with a task list and a tray, for XFCE and LXQt."""
    channels = config / "xfce4/xfconf/xfce-perchannel-xml"
    write(channels / "xfce4-panel.xml", _XFCE_PANEL)
    write(channels / "xfce4-notifyd.xml", _XFCE_NOTIFICATIONS)
    write(config / "lxqt/panel.conf", _LXQT_PANEL)
    write(config / "lxqt/lxqt.conf", "[General]\ntheme=frost\nicon_theme=Adwaita\n")
    write(config / "dunst/dunstrc", _DUNST)


def write_browser(home: Path, bin_folder: Path, opened: Path) -> None:
    """A default browser for $BROWSER, xdg-open, gio and XFCE alike.

    Addresses go to the file `opened`, one a line, and on to the executable
    `real-browser` beside the script as soon as there is one.
    """
    browser = bin_folder / "browser"
    real = bin_folder / "real-browser"
    write(browser, _BROWSER.format(opened=opened, real=real), 0o755)
    share = home / ".local/share"
    write(share / "applications/test-browser.desktop", _BROWSER_ENTRY.format(browser=browser))
    write(
        share / "xfce4/helpers/test-browser.desktop",
        _XFCE_HELPER.format(browser=browser),
    )
    write(home / ".config/mimeapps.list", _BROWSER_DEFAULT)
    write(home / ".config/xfce4/helpers.rc", "WebBrowser=test-browser\n")


def write_fonts(root: Path, file_name: str, family: str) -> dict[str, str]:
    """Has one family used for everything, and another for the signs that it lacks.

    Nothing where this machine has no such file: then its own fonts it is.
    """
    files = [_font_file(name) for name in (file_name, _WITH_ALL_SIGNS)]
    if files[0] is None:
        return {}
    folders = dict.fromkeys(f"<dir>{font.parent}</dir>" for font in files if font is not None)
    listed = root / "fonts.conf"
    text = _FONTS.format(folders="".join(folders), cache=root / "fonts", family=family)
    listed.write_text(text)
    return {"FONTCONFIG_FILE": str(listed)}


def _font_file(name: str) -> Path | None:
    return next((p for folder in _FONT_FOLDERS for p in Path(folder).rglob(name)), None)


def fresh_environment(root: Path, home: Path, interpreter_folder: Path) -> dict[str, str]:
    """What programs of a bed see: nothing of the caller's but who they run as.

    Paths are short since sockets live below: AF_UNIX allows 107 bytes.
    """
    search = [root / "bin", interpreter_folder]
    return {
        "PATH": os.pathsep.join([*map(str, search), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(home),
        "USER": os.environ.get("USER", "tester"),
        "LANG": "C.UTF-8",
        "TMPDIR": str(root / "tmp"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_SESSION_TYPE": "x11",
        "BROWSER": str(root / "bin/browser"),
        "GSETTINGS_BACKEND": "memory",
        "GIO_USE_VFS": "local",
        "GVFS_DISABLE_FUSE": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
