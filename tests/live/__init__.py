"""Checks against the real Claude: run by hand, with a key; never part of `make test`."""
