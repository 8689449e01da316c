"""What somebody writes: something, and not too much of it."""

from shared.problems import Problem


class ContentTooLong(Problem):
    def __init__(self, most: int) -> None:
        super().__init__(422, "content-too-long", f"The content of such a message has at most {most} characters.")


class ContentBlank(Problem):
    def __init__(self) -> None:
        super().__init__(422, "content-blank", "The content is empty. Write something.")


def check_content(content: str, most: int) -> None:
    """`most` is in code points. Raises ContentBlank, ContentTooLong."""
    if not content.strip():
        raise ContentBlank
    if len(content) > most:
        raise ContentTooLong(most)
