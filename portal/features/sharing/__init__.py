"""Sharing (delning): a patient lets a relative read, sees what they see, and takes it back."""
