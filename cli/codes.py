"""The exit codes of the program; 0 is done."""

REFUSED = 1
"""A request was refused, or carried out in part; a check found something broken."""
WRONG_USE = 2
"""The request itself is wrong: nothing was tried."""
