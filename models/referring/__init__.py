"""Referrals: which step may follow which, who holds which place, why one ends, what an employer may see."""
