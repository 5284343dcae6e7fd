"""From resources to rows: pure functions, one file for each noun."""
