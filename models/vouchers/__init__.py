"""What may become of a voucher, who may do it, and what it moves in the books: rules without a database."""
