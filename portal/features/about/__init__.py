"""What this portal is, how accessible it is, and what it knows about its readers."""
