"""Who may see what: doors in `guard`, rows in `policy`, a care system's own rows in `keeper`."""
