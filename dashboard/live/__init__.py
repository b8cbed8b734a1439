"""How it goes out: rendered once, framed once, handed to every reader."""
