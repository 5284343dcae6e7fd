"""Contacts (kontakter): whom the patient can ring."""
