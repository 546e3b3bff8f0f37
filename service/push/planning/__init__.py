"""Planning: who hears of which line today, and what of it."""
