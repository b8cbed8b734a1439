"""WebSocket on the server's connections, as RFC 6455 has it. Not what is said on it; see live."""
