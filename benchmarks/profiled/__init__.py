"""Parts of the profiling benchmark: tasks from TOML, peers, measures."""
