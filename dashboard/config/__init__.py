"""What to show: config.toml read into a Board."""
