"""Backups of a running system: all of its database at one point in time, in one file, and back.

`archive.py` is the file, `dump.py` and `restore.py` are the two ways, `commands.py` is what an operator types.
`python -m deploy.backup` takes MONGODB_URL; `python -m deploy.local.backup` knows the private server of `make run`.
"""
