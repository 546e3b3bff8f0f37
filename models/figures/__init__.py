"""Figures of the market and of the plan: counts of everybody, and which of them may be shown."""
