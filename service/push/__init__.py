"""The push: planned for everybody, let through for one, sent by a channel, answered by a receipt."""
