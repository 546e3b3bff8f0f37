"""The worker's own page: what it offers, what it says, and what a worker may change or have."""
