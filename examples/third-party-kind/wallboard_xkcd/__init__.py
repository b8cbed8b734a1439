"""A kind of widget for Wallboard: the newest xkcd."""
