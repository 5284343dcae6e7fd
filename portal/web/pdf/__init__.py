"""A page as a PDF that a screen reader can read (PDF/UA-1): an outline of it, and a press."""
