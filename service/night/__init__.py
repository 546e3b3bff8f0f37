"""The night: the day's files taken, everybody scored, places given out and messages planned, step by step."""
