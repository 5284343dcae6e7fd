"""Care systems that send: registering them, their keys, their proofs and their access tokens."""
