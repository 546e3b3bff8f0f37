"""The console: pages of the office, one module a page; what they show and do are the use cases of the service."""
