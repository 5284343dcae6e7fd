"""FHIR R4 structure: the shapes we take, and whether a resource has one of them."""
