"""The policy with one condition left out, to see that somebody notices."""
