"""Which sentences of an article are told."""

from deploy.standin.excerpts import ENOUGH_CHARACTERS, excerpt
from deploy.standin.knowledge import Article, Source
from deploy.standin.matching import index_of

WRAPPED = """You pay by card when you book. Your card is charged
at once, and a receipt goes to your e-mail address. Some venues take
a deposit.

## Fees

Each payment costs 1.5 per cent. There is no
monthly fee.

1. Open Settings.
2. Choose Fees.
"""


def told(text: str, question: str, title: str = "How payments work") -> str:
    article = Article(title, "https://example.com", text)
    return excerpt(article, question, index_of((article,))).text


def test_lines_of_a_paragraph_are_told_as_one_text() -> None:
    assert told(WRAPPED, "Where does the receipt go?") == (
        "You pay by card when you book. Your card is charged at once, and a receipt goes to your e-mail address. "
        "Some venues take a deposit."
    )


def test_an_excerpt_stays_under_its_heading_and_keeps_its_list() -> None:
    assert told(WRAPPED, "Which monthly fees are there?") == (
        "Each payment costs 1.5 per cent. There is no monthly fee.\n\n1. Open Settings.\n2. Choose Fees."
    )


def test_a_question_about_no_more_than_the_title_gets_the_beginning() -> None:
    assert told(WRAPPED, "How do payments work?").startswith("You pay by card")


def test_the_sentence_that_answers_is_told_with_the_one_before_it() -> None:
    text = " ".join(f"This is sentence {word}." for word in ("one", "two", "three", "four", "five", "six", "seven"))
    assert told(text, "sentence four?").startswith("This is sentence three. This is sentence four.")


def test_an_excerpt_is_a_few_sentences_and_no_more() -> None:
    assert len(told("Words go on and on. " * 200, "words?")) < 2 * ENOUGH_CHARACTERS


def test_a_sentence_without_end_is_told_whole() -> None:
    assert told("no full stop here", "stop?") == "no full stop here"


def test_an_empty_article_is_told_by_its_title() -> None:
    assert told("", "payments?") == "How payments work"


def test_what_is_cited_is_the_source_as_it_is_wrapped() -> None:
    article = Article("Payments", "", WRAPPED, Source("text", 0, (WRAPPED,)))
    passage = excerpt(article, "Where does the receipt go?", index_of((article,)))
    assert passage.citation
    assert str(passage.citation["cited_text"]) in WRAPPED
    assert str(passage.citation["cited_text"]).split() == passage.text.split()
