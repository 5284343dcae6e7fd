"""What a translation must be like, message by message."""

import re
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from typing import TypeAlias

from babel.messages import Catalog, Message

Key: TypeAlias = str | list[str] | tuple[str, ...]
"""A Swedish text, or the two of a plural."""
VALUE = re.compile(r"%\(\w+\)s|%")
MARKUP = re.compile(r"[<>&]")
UNSEEN = re.compile(r"[\x00-\x1f\u200b\u202a-\u202e\u2060-\u206f\ufeff]")
"""Line breaks and signs that nobody sees; some of them turn the text around."""
NUMBERS = range(201)
"""Enough to meet every plural form that CLDR has for whole numbers."""


def is_filled(message: Message | None) -> bool:
    """Whether there is a translation at all."""
    return message is not None and all(forms(message))


def faults_of(message: Message, key: Key, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a translation that is there."""
    if message.fuzzy:
        yield f"{key!r} is marked as fuzzy"
    swedish = key if isinstance(key, str) else key[-1]
    given = forms(message)
    if not isinstance(key, str) and len(given) != catalogue.num_plurals:
        yield f"{key!r} has {len(given)} forms, not {catalogue.num_plurals}"
        return
    for index, text in enumerate(given):
        # A form for one number only may spell it out: "one day", "two days".
        is_free = not isinstance(key, str) and is_of_one_number(catalogue.plural_expr, index)
        missing = set() if is_free else _values(swedish) - _values(text)
        if missing or _values(text) - _values(swedish):
            yield f"{text!r} does not hold the same values as {swedish!r}"
        if text != text.strip():
            yield f"{text!r} begins or ends with a blank"
        if MARKUP.search(text) and not MARKUP.search(swedish):
            yield f"{text!r} holds markup"
        if UNSEEN.search(text):
            yield f"{text!r} holds a sign that nobody sees"


def forms(message: Message) -> tuple[str, ...]:
    """The translation; of a plural all its forms."""
    string = message.string
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)


@cache
def is_of_one_number(rule: str, form: int) -> bool:
    """Whether a plural form is used for a single number, as a dual is for two."""
    chosen = c2py(rule)
    return sum(chosen(n) == form for n in NUMBERS) <= 1


def _values(text: str) -> set[str]:
    return set(VALUE.findall(text))
