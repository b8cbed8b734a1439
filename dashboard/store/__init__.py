"""What is known now: readings and their history."""
