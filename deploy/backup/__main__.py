"""`python -m deploy.backup`: back up and restore the database that MONGODB_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.backup.commands import Place, create_commands
from shared.process import settings_or_exit
from shared.settings import StoreSettings


@contextmanager
def named_by_settings() -> Iterator[Place]:
    settings = settings_or_exit(StoreSettings.load)
    secrets_dir = os.environ.get("SECRETS_DIR")
    yield Place(
        settings.mongodb_url.get_secret_value(), settings.mongodb_database, Path(secrets_dir) if secrets_dir else None
    )


if __name__ == "__main__":
    create_commands(named_by_settings, named_by_settings)()
