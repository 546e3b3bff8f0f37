"""One small file a channel; what they share is one protocol and one error."""
