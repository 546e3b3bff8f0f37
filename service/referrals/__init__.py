"""Use cases about referrals: begun, consented to, answered by employers, followed up, counted."""
