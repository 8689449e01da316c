"""The version of the project: of the code, of its documents in MongoDB, and of what backups hold."""

from typing import Final

VERSION: Final = "0.1.0"
