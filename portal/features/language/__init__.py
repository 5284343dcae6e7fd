"""Choosing the language that one reads in."""
