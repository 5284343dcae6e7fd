"""The council's kit: a patient council tries the demo, and says in nobody's name what was hard."""
