"""The same pages with less of everything: what the portal is measured against."""
