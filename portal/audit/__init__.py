"""Who saw and changed what, in the same transaction as the look or the change."""
