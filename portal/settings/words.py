"""Words and whole numbers out of environment variables."""

from collections.abc import Mapping


def words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(environ.get(name, "").replace(",", " ").split())


def whole(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else usual
