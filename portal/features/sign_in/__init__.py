"""Signing in and out: the way to the identity provider and back."""
