"""The access log (loggen): who has seen and changed what, for the patient to read."""
