"""Do the tests of the nine guarantees notice when one of them is broken? `python -m tests.guarantees` breaks each."""
