"""Home (hem): what happens next, whom to ring, what is agreed, what is new."""
