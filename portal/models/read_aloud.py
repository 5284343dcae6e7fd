"""Codes and numbers that are read aloud, over a telephone or across a table."""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, 1, I, L or O: read aloud or written by hand they are mistaken for each other."""


def drawn(length: int) -> str:
    """A random one; each sign is 5 bits, nearly."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))
