"""Fictional people and a small OIDC provider for them: a process of its own, beside the house."""
