"""Meetings (möten): coming and past, joining by video, a calendar file."""
