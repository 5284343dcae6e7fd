"""Bring the rows that pages read in line with what has been said, changing as few as possible."""
