"""Whether the portal is up, for the machines that watch it."""
