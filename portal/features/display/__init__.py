"""How pages are shown: larger text, and calmer pages."""
