"""Where people meet it: pages, assets, the API."""
