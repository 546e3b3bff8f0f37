"""How the service is looked after while it runs: logs, figures, readiness, copies."""
