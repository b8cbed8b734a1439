"""Wallboard: one server that polls, renders each widget once and pushes its HTML to every wall that shows it."""

__version__ = "0.1.0"
