"""What the security administrator and the auditor do on their pages, by what is told."""
