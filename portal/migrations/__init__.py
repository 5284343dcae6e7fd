"""The schema's history: Alembic versions, and what the portal asks about them."""
