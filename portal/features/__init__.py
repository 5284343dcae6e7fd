"""What a person can do here: one package for each group of pages, each a folder you could delete."""
