"""Find Chromium, or fetch Debian's own without root into .tools/, which git ignores.

`apt-get` is asked only to download: chromium and whatever libraries of it this machine lacks.
They are unpacked beside the project, the machine is not changed, and `make clean` removes them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / ".tools"
CHROMIUM = TOOLS / "chromium"
DEBIAN = TOOLS / "debian"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# A page in Arabic and one with bold text must not become boxes on a machine without fonts.
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")

INSTALL_IT_YOURSELF = """\
There is no Chromium here, and Debian's could not be fetched. Do one of these and try again:
  as root:  apt-get update && apt-get install --no-install-recommends chromium
  or set    PORTAL_TEST_CHROMIUM=/path/to/chromium
The reason was: {reason}"""

WRAPPER = """\
#!/bin/sh
# Written by tools/browser.py: Debian's Chromium with the libraries unpacked beside it.
export LD_LIBRARY_PATH="{libraries}"
export FONTCONFIG_FILE="{root}/fonts.conf"
exec "{root}/usr/lib/chromium/chromium" "$@"
"""

FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{root}/fontcache</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
"""


def find() -> Path | None:
    """The browser named in PORTAL_TEST_CHROMIUM, the machine's, or the one fetched before."""
    named = os.environ.get("PORTAL_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return Path(found)
    return CHROMIUM if CHROMIUM.exists() else None


def fetch() -> Path:
    """Download and unpack; raises CalledProcessError or OSError when this is not Debian."""
    CHROMIUM.unlink(missing_ok=True)
    shutil.rmtree(DEBIAN, ignore_errors=True)
    archives = TOOLS / "apt" / "archives"
    for folder in (archives / "partial", TOOLS / "apt" / "lists" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    _apt_get("update")
    _apt_get("install", "--download-only", "--no-install-recommends", "--yes", *PACKAGES)
    for archive in sorted(archives.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", str(archive), str(DEBIAN)], check=True)
    shutil.rmtree(TOOLS / "apt")
    return _wrap()


def _apt_get(*arguments: str) -> None:
    """apt-get with the machine's sources, but lists and archives in folders of our own."""
    options = {
        "Dir::State::Lists": TOOLS / "apt" / "lists",
        "Dir::Cache": TOOLS / "apt",
        "Dir::Cache::Archives": TOOLS / "apt" / "archives",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "",
        "APT::Update::Post-Invoke": "",
        "APT::Keep-Downloaded-Packages": "1",
    }
    flags = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *flags, *arguments], env=environment, check=True)


def _wrap() -> Path:
    """Write the program that starts it; last of all, as its being there means "fetched"."""
    libraries = ":".join(map(str, _library_folders()))
    (DEBIAN / "fonts.conf").write_text(FONTS.format(root=DEBIAN))
    CHROMIUM.write_text(WRAPPER.format(root=DEBIAN, libraries=libraries))
    CHROMIUM.chmod(0o755)
    return CHROMIUM


def _library_folders() -> Iterator[Path]:
    """Every unpacked folder that holds shared libraries, the deeper ones (nss) included."""
    for root in (DEBIAN / "lib", DEBIAN / "usr/lib"):
        yield from sorted({found.parent for found in root.rglob("lib*.so*")})


def main() -> None:
    if find():
        return
    print("No Chromium on this machine: fetching Debian's into .tools/ …", flush=True)
    try:
        fetch()
    except (OSError, subprocess.CalledProcessError) as fault:
        sys.exit(INSTALL_IT_YOURSELF.format(reason=fault))


if __name__ == "__main__":
    main()
