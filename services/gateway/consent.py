"""Where the business asks for consent, what a visitor leaves says to which text it was given."""

from shared.events import Consent
from shared.problems import Problem


class ConsentRequired(Problem):
    def __init__(self) -> None:
        detail = "Before you write you have to agree to a text: load the page again. Clients send its consent_version."
        super().__init__(403, "consent-required", detail)


class ConsentOutdated(Problem):
    def __init__(self) -> None:
        detail = "The text that you agreed to has changed: load the page again, and agree to the new one."
        super().__init__(409, "consent-outdated", detail)


def check_consent(given: str | None, asked: Consent | None) -> None:
    """`given`: the version that the visitor has agreed to. Raises ConsentRequired, ConsentOutdated."""
    if asked is None or given == asked.version:
        return
    raise ConsentOutdated if given else ConsentRequired
