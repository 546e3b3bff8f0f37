"""The pages of a worker: small, in large type, readable without a script."""
