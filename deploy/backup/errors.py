"""The one error of backups."""


class BackupError(Exception):
    """There is no backup, or no restore: what happened, and what to do about it."""
