"""How care systems' data comes in: check, decide, project. Knows no pages and no HTTP."""
