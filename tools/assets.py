"""Fill static/build/, where the portal serves from: scripts that come from npm, icons drawn here."""

import shutil
from pathlib import Path

from tools import icons
from tools.node import npm_ci

BUILD = Path("static/build")
# Nothing else of htmx may be served: other files of it keep pages in the browser's storage.
SCRIPTS = [
    Path("node_modules/htmx.org/dist/htmx.min.js"),
    Path("node_modules/htmx.org/dist/ext/hx-csp.min.js"),
]


def main() -> None:
    npm_ci(Path())
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copyfile(script, BUILD / script.name)
    icons.main()


if __name__ == "__main__":
    main()
