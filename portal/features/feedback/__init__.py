"""Feedback (synpunkter): what is hard about the portal itself, told by anybody, in no one's name."""
