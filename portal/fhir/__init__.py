"""The door of the care systems: what they may ask over HTTP, answered in FHIR."""
