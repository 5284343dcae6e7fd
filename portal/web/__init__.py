"""Pages, errors, headers, languages: knows HTTP, nothing of care."""
