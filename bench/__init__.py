"""What measures speed and size, against references that show what is possible: `make bench`."""
