"""Use cases about training and vouchers; each works in its caller's transaction and knows no clock."""
