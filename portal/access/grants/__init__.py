"""Grants: who may read by which right, given, accepted, narrowed and ended."""
