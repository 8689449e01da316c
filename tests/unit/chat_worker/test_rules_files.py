"""A rules file or a file of texts that cannot be used is refused with the file and the place."""

from pathlib import Path

import pytest

from services.chat_worker.rules_files import load_promises, load_wishes
from services.chat_worker.settings import _HERE
from services.chat_worker.texts import load_texts
from shared.settings import WrongSetting

TEXTS = _HERE / "texts"
NAMES = {"default": "en", "brand": "Rezvo", "support_email": "support@rezvo.app"}
RULE = '[[languages.en.rules]]\nid = "r"\ncategory = "refund"\nsays = ["{}"]\n'


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [
        ("talk (to", "'(' is not closed"),
        ("talk to)", "')' closes nothing"),
        ("{nobody}", "there is no list 'nobody'"),
        ("{loop}", "a list contains itself"),
        ("[please]", "it stands in every sentence"),
        ("... human", "it begins with a gap"),
        ("a ...99 b", "a gap is of 1 to 8 words"),
        ("what ?", "'?' is not a word"),
        ("(a|)", "an alternative is empty"),
        ("()", "'(' holds nothing"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_named(tmp_path: Path, phrase: str, complaint: str) -> None:
    wishes, promises = tmp_path / "wishes.toml", tmp_path / "promises.toml"
    wishes.write_text(f'[en]\nasks = ["{phrase}"]\n[en.lists]\nloop = ["{{loop}}"]\n')
    promises.write_text("abbreviations = []\n[languages.en.lists]\nloop = ['{loop}']\n" + RULE.replace("{}", phrase))

    with pytest.raises(WrongSetting) as refused:
        load_wishes(wishes)
    assert str(refused.value).startswith(f"wishes.toml: en, asks, {phrase!r}: ")
    assert complaint in str(refused.value)
    with pytest.raises(WrongSetting) as refused:
        load_promises(promises, brand="Rezvo")
    assert str(refused.value).startswith(f"promises.toml: en, r, {phrase!r}: ")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("abbreviations = []\n" + RULE.replace("refund", "fun"), "languages.en.rules.0.category"),
        ("abbreviations = []\n" + RULE + RULE, "two rules have the same id"),
        ("abbreviations = [", "not a TOML file"),
        ("languages = {}", "abbreviations: Field required"),
    ],
)
def test_a_rules_file_of_another_shape_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "promises.toml"
    path.write_text(content)

    with pytest.raises(WrongSetting, match=r"^promises\.toml: ") as refused:
        load_promises(path, brand="Rezvo")
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("refused = ", "declined = ", "de.toml: refused: Field required"),
        ("$support_email", "$e_mail", "de.toml: assistant_unavailable: there is no placeholder $e_mail"),
        ("$support_email", "uns", "de.toml: assistant_unavailable: it has to name $support_email"),
        ("$support_email", "$ 5", "de.toml: assistant_unavailable: a $ stands without a name"),
        ('language = "German"', 'language = ""', "de.toml: language: "),
        ('language = "German"', "language = ", "de.toml: not a TOML file"),
    ],
)
def test_a_file_of_texts_that_cannot_be_used_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    (tmp_path / "de.toml").write_text(
        (TEXTS / "de.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8"
    )

    with pytest.raises(WrongSetting) as refused:
        load_texts(tmp_path, **NAMES | {"default": "de"})
    assert str(refused.value).startswith(complaint)


def test_the_default_language_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"CHAT_WORKER_DEFAULT_LOCALE: there is no file en\.toml"):
        load_texts(tmp_path, **NAMES)
    with pytest.raises(WrongSetting, match="CHAT_WORKER_TEXTS_DIR: there is no folder"):
        load_texts(tmp_path / "nowhere", **NAMES)
