"""A rehearsal: a scripted year of a small town in which every wing of the service does its work."""
