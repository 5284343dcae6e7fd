"""Who is here, and on whose behalf."""
