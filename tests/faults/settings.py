"""What a run may be told, by environment: SEED, FAULTS, MESSAGES, VISITORS."""

import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

FAULTS_FOR_EACH_FAIL_POINT = 40


class RunSettings(BaseSettings):
    """A run ends when there were so many messages and so many faults."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, populate_by_name=True)

    seed: int = Field(
        default_factory=lambda: secrets.randbelow(1_000_000), validation_alias="SEED", description="Replays a run."
    )
    faults: int = Field(200, validation_alias="FAULTS", ge=0, description="At least so many faults.")
    messages: int = Field(20_000, validation_alias="MESSAGES", ge=1, description="At least so many accepted messages.")
    visitors: int = Field(40, validation_alias="VISITORS", ge=1, description="So many conversations at a time.")
    longest_seconds: float = Field(
        40.0, validation_alias="LONGEST_SECONDS", gt=0, description="No fault that lasts lasts longer."
    )
    data_dir: Path = Field(Path(".local"), validation_alias="DATA_DIR", description="For the run's own files.")

    @property
    def crashes_each(self) -> int:
        """How often each fail-point must have ended a process."""
        return self.faults // FAULTS_FOR_EACH_FAIL_POINT

    @property
    def folder(self) -> Path:
        return self.data_dir.absolute() / "faults"

    @property
    def report_file(self) -> Path:
        return self.data_dir.absolute() / "faults.json"
