"""The browser of this machine: found, run, and ended with all of its processes."""
