"""Tests side by side: which of them stay together in one process, because they share what is slow to start."""

from xdist.scheduler import LoadScopeScheduling

from tests.system import Shape


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """The tests of a file stay together, and so do all end-to-end tests of one shape of the running system."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        shapes = [shape for shape in Shape if f"[{shape}" in name]
        return shapes[0] if file.startswith("tests/e2e/") and shapes else file
