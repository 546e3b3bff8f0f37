"""Sources come in here: strictly, row by row named, the unreadable refused with its reason."""
