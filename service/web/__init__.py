"""What console and worker's page share: rendering, files with content hashes, words for templates."""
