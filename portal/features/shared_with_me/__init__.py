"""Shared with me (delat med mig): plans that others let me read, and saying yes to one."""
