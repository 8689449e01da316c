"""The right article is among the first, however it is asked for; no question does harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain.article import Article
from services.chat_worker.retrieval import Retrieval
from tests.unit.chat_worker.articles import an_article

SHOP = [
    an_article("Refunds", "Money goes back to the card that paid."),
    an_article("Opening hours", "We are open from nine to five."),
    an_article("Lost password", "Press the link to choose a new one.", asked_as=("I cannot sign in",)),
    an_article("Parking", "There is a garage behind the house."),
    an_article("Delivery", "Parcels are delivered within three days."),
]
INDEX = Retrieval(SHOP)
HOSTILE = [
    "",
    " ",
    "😀🔥",
    '"refunds" AND (NOT parking) OR title:* ~2 ^3 +refunds -x [a TO z]',
    "'''\"\"\"\\\\//{}[]()<>|&;$`",
    "\x00\x01\ufffe\udc80",
    "a" * 1_000_000,
    "refunds " * 125_000,
    "é́́́́" * 10_000,
    "\u202erefunds\u202c",
    "如何退款" * 1_000,
    "كيف يمكنني استرداد أموالي؟",
    "رِفَند",
]


def first(question: str, articles: list[Article] | None = None, locale: str | None = None) -> str:
    index = Retrieval(articles) if articles else INDEX
    return index.ranked(question, locale)[0].title


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("When are you open?", "Opening hours"),
        ("I want my money back, please reimburse me", "Refunds"),
        ("forgot my pasword", "Lost password"),
        ("I can\u2019t sign in!", "Lost password"),
        ("WHERE CAN I PARK", "Parking"),
        ("has my parcel been shipped", "Delivery"),
    ],
)
def test_an_article_is_found_by_stem_by_synonym_and_misspelt(question: str, title: str) -> None:
    assert first(question) == title


def test_only_articles_that_share_something_with_the_question_are_named() -> None:
    assert INDEX.ranked("xyzzy qwrty") == []
    assert len(INDEX.ranked("garage")) < len(SHOP)


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_does_harm(question: str) -> None:
    assert all(article in SHOP for article in INDEX.ranked(question))


@given(st.text(), st.none() | st.text(max_size=8))
def test_every_question_is_answered_the_same_twice_and_names_no_article_twice(
    question: str, locale: str | None
) -> None:
    ranked = INDEX.ranked(question, locale)

    assert ranked == INDEX.ranked(question, locale)
    assert len({article.url for article in ranked}) == len(ranked)


def test_a_question_of_a_megabyte_takes_no_longer_than_a_long_one() -> None:
    """Only its beginning and its end are read."""
    began = time.process_time()
    INDEX.ranked("refund parking password " * 45_000)

    assert time.process_time() - began < 0.5


def test_the_end_of_a_long_question_counts() -> None:
    assert first("zzz " * 1_000 + "Where is the garage for parking?") == "Parking"


def test_what_is_asked_often_counts_once() -> None:
    assert INDEX.ranked("parking " * 5 + "delivery") == INDEX.ranked("delivery " * 5 + "parking")


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("我想退款", "退款"),
        ("营业时间是什么", "营业时间"),
        ("パスワードを忘れました", "パスワードの再設定"),
        ("ที่จอดรถ", "จอดรถ"),
    ],
)
def test_scripts_without_spaces_are_read_by_pairs_of_characters(question: str, title: str) -> None:
    titles = ["退款", "营业时间", "パスワードの再設定", "จอดรถ"]

    assert first(question, [an_article(each, body=each) for each in titles]) == title


def test_arabic_is_found_with_and_without_vowel_signs() -> None:
    articles = [an_article("استرداد الأموال", locale="ar"), an_article("ساعات العمل", locale="ar")]

    assert first("اِسْتِرْدَاد", articles) == "استرداد الأموال"


def test_accents_that_a_visitor_leaves_away_are_not_missed() -> None:
    articles = [an_article("Réservations", locale="fr"), an_article("Paiement différé", locale="fr")]

    assert first("reserver une table: reservation", articles, "fr") == "Réservations"
    assert first("payer en differe", articles, "fr") == "Paiement différé"


def test_of_translations_that_match_alike_the_visitors_comes_first() -> None:
    articles = [an_article("Hotel Taxi", locale=locale) for locale in ("de", "en", "pt-PT", "pt-BR")]
    articles += [an_article("Parking"), an_article("Refunds")]
    index = Retrieval(articles)

    for locale in ("de-AT", "en", "pt-BR", "pt_PT"):
        best = index.ranked("Hotel Taxi", locale)[0]
        assert best.language == locale[:2]
    assert index.ranked("Hotel Taxi", "pt-BR")[0].locale == "pt-BR"


def test_the_visitors_locale_does_not_outweigh_the_topic() -> None:
    articles = [an_article("Refunds", locale="en"), an_article("Parken", locale="de"), an_article("Konto", locale="de")]

    assert first("refunds", articles, "de") == "Refunds"


@pytest.mark.parametrize("titles", [[], ["!!!"], ["Alone"], ["!!!", "???"]])
def test_sets_that_are_hardly_any_do_no_harm(titles: list[str]) -> None:
    index = Retrieval([an_article(title, body="…") for title in titles])

    assert [article.title for article in index.ranked("Am I alone?")] == [title for title in titles if title == "Alone"]
