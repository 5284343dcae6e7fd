"""The nouns of care, one file each; rules about one noun are its methods."""
