"""A visitor who asks for a person gets one, in whatever words; one who speaks of persons does not."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat_worker.domain.wishes import Wishes
from services.chat_worker.rules_files import load_wishes
from services.chat_worker.settings import _HERE
from tests.unit.chat_worker.counting import lines_run
from tests.unit.chat_worker.examples import examples

WISHES = load_wishes(_HERE / "wishes.toml")
KNOWN_MISSES = {
    "ich will chat mit echte mann",
    "Vous ne comprenez pas ma question, y a-t-il quelqu'un d'autre à qui demander ?",
    "würde es Ihnen etwas ausmachen, einen Kollegen auf meine Buchung schauen zu lassen?",
    "Il n'y a pas un humain qui puisse débloquer ça ?",
    "ich geb auf, mensch",
    "tout ce que je veux c'est une personne",
    "on peut voir ça avec une personne au lieu d'une machine",
    "einer von euch muss den fall wieder öffnen",
    "quelqu'un svp aidez-moi, une personne",
    "Is it a human I can talk to or only this?",
    "real ppl only",
    "bitte lass eine person das machen",
    "quelqu'un qui n'est pas un ordinateur pourrait-il me répondre",
}
LANGUAGES = ["en", "es", "fr", "de", "pl"]


def texts(key: str, language: str) -> set[str]:
    return {text for group, text in examples("wishes", key) if group == language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_a_person_is_understood(language: str) -> None:
    asks = texts("asks", language)

    assert {text for text in asks if not WISHES.wants_person(text)} == asks & KNOWN_MISSES


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_speaks_of_persons_does_not_ask_for_one(language: str) -> None:
    assert not {text for text in texts("others", language) if WISHES.wants_person(text)}


def test_messages_that_the_rules_were_not_written_with_are_understood_as_often_as_is_reported() -> None:
    asks, others = examples("wishes_held_out", "asks"), examples("wishes_held_out", "others")
    found = Counter(language for language, text in asks if WISHES.wants_person(text))
    false = sum(WISHES.wants_person(text) for _, text in others)

    assert found >= Counter(en=47, es=43, fr=45, de=49, pl=47)
    assert false <= 3


@pytest.mark.parametrize("write", [str.upper, str.lower, lambda text: f"  {text}  ", lambda text: f"Hello!\n{text}?!?"])
@pytest.mark.parametrize(
    "text", ["I want to talk to a human", "chcę rozmawiać z człowiekiem", "je veux parler à un conseiller"]
)
def test_case_spaces_greetings_and_signs_do_not_matter(text: str, write: Callable[[str], str]) -> None:
    assert WISHES.wants_person(write(text))


@settings(max_examples=30)
@given(st.sampled_from(["human please", "quiero hablar con un agente", "Mensch bitte"]), st.data())
def test_invisible_characters_do_not_matter(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    invisible = data.draw(st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad"))

    assert WISHES.wants_person(text[:at] + invisible + text[at:])


@pytest.mark.parametrize(
    "text",
    [
        "AGENTTTT",
        "humannnn",
        "huuumaaan pleeease",
        "Ich moechte mit einem Menschen sprechen",
        "chce rozmawiac z czlowiekiem",
    ],
)
def test_words_written_otherwise_are_understood(text: str) -> None:
    assert WISHES.wants_person(text)


def test_one_sentence_of_many_is_enough() -> None:
    assert WISHES.wants_person("My booking is gone. I have waited an hour.\nCan I talk to a person? Thanks.")


@settings(max_examples=30)
@given(st.text(max_size=500))
def test_any_text_can_be_looked_at(text: str) -> None:
    WISHES.wants_person(text)


@pytest.mark.parametrize(
    "part", ["talk to a ", "no ", "a", "!", "real ", "human,", "(", "ﷺ", "...", "i want to speak to a real real "]
)
def test_the_work_grows_no_faster_than_the_message(part: str) -> None:
    shorter, longer = (part * (length // len(part)) for length in (400, 1_600))

    assert lines_run(lambda: WISHES.wants_person(longer)) < 5 * lines_run(lambda: WISHES.wants_person(shorter)) + 1_000


def test_without_rules_nobody_asks() -> None:
    assert not Wishes({}).wants_person("human please")
