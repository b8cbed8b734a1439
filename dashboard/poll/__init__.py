"""How data comes in: sources are polled on a schedule."""
