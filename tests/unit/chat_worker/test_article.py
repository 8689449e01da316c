"""What an article is to Claude, and when a set of articles is another one."""

import random

from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain.article import Article, Document, in_stable_order, language_of, version_of
from tests.unit.chat_worker.articles import an_article

PAYMENTS = Article(title="Payments", url="/pay", body="By card.", locale="en-GB", tags=("card", "money"))
ARTICLES = st.builds(Article, title=st.text(), url=st.text(), body=st.text(), locale=st.none() | st.text())


def test_an_article_can_be_cited_by_its_text_and_names_its_address_beside_it() -> None:
    assert PAYMENTS.as_document() == Document(
        title="Payments", text="By card.", context="url: /pay\nlocale: en-GB\ntags: card, money"
    )


def test_what_an_article_does_not_have_is_not_in_its_context() -> None:
    assert an_article("Payments").as_document().context == "url: /any/payments"


def test_the_tokens_of_an_article_are_estimated_from_its_bytes() -> None:
    assert an_article("A", body="é" * 400).tokens - an_article("A", body="e" * 400).tokens == 100


@given(st.lists(ARTICLES, max_size=5), st.randoms())
def test_order_and_version_do_not_depend_on_the_order_of_the_files(articles: list[Article], by: random.Random) -> None:
    shuffled = by.sample(articles, len(articles))

    assert version_of(shuffled) == version_of(articles)
    assert [each.as_block() for each in in_stable_order(shuffled)] == [
        each.as_block() for each in in_stable_order(articles)
    ]


def test_the_version_changes_with_every_part_of_an_article() -> None:
    changes: list[dict[str, object]] = [
        {"title": "Paying"},
        {"url": "/paying"},
        {"body": "By cheque."},
        {"locale": "en"},
        {"tags": ("card",)},
        {"asked_as": ("How?",)},
        {"sample": True},
    ]
    versions = {version_of([PAYMENTS.model_copy(update=change)]) for change in changes}

    assert set().union(*changes) == set(Article.model_fields)
    assert len(versions | {version_of([PAYMENTS]), version_of([])}) == len(changes) + 2


def test_the_language_is_the_first_part_of_a_locale() -> None:
    assert [language_of(locale) for locale in ("pt-BR", "pt_BR", "DE", "", None)] == ["pt", "pt", "de", None, None]
