from pathlib import Path

import pytest

from deploy.local.errors import LocalRunError
from deploy.local.lock import only_run_on


def test_two_runs_on_one_data_folder_are_refused(tmp_path: Path) -> None:
    with (
        only_run_on(tmp_path),
        pytest.raises(LocalRunError, match="Another run uses the data folder"),
        only_run_on(tmp_path),
    ):
        pytest.fail("the second run went on")

    with only_run_on(tmp_path):
        pass


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(LocalRunError, match=r"cannot be written.*Set DATA_DIR"),
        only_run_on(tmp_path / "file" / "data"),
    ):
        pytest.fail("the run went on")
