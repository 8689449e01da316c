"""Articles that cannot be used are refused by name, with what is wrong."""

from pathlib import Path

import pytest

from services.chat_worker import settings
from services.chat_worker.domain.prompt import Article
from services.chat_worker.knowledge import InvalidArticle, load_articles

GOOD = "---\ntitle: Payments\nurl: https://rezvo.example/pay\n---\n\nBy card.\n"


def test_articles_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(GOOD.replace("Payments", "Second"))
    (tmp_path / "a.md").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("Not an article.")

    first, second = load_articles(tmp_path)

    assert first == Article(title="Payments", url="https://rezvo.example/pay", body="By card.")
    assert second.title == "Second"


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    assert load_articles(tmp_path) == []


def test_a_folder_that_is_not_there_is_named_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidArticle, match=r"CHAT_WORKER_KNOWLEDGE_DIR: there is no folder .*nowhere"):
        load_articles(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"---\nurl: https://rezvo.example\n---\nText", "the front matter lacks title"),
        (b"---\ntitle: Payments\n---\nText", "the front matter lacks url"),
        (b"---\ntitle:\nurl: 7\n---\nText", "the front matter lacks title and url"),
        (b"Just text.", "the front matter lacks title and url"),
        (b"", "the front matter lacks title and url"),
        (b"---\ntitle: [a\n---\nText", "the front matter is not YAML"),
        (b"---\ntitle: a: b\n---\nText", "the front matter is not YAML"),
        (b"---\n- title\n- url\n---\nText", "the front matter lacks title and url"),
        (b"---\njust words\n---\nText", "the front matter lacks title and url"),
        (GOOD.encode("utf-16"), "the file is not UTF-8"),
        (b"---\ntitle: \x00\nurl: x\n---\nText", "the front matter is not YAML"),
    ],
)
def test_a_broken_article_is_named_with_what_is_wrong(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / "broken.md").write_bytes(content)

    with pytest.raises(InvalidArticle) as refused:
        load_articles(tmp_path)

    assert str(refused.value).startswith("broken.md: ")
    assert complaint in str(refused.value)


def test_the_articles_that_come_with_the_service_can_all_be_used() -> None:
    default = settings.ChatWorkerSettings.model_fields["knowledge_dir"].default

    assert all(article.title and article.url and article.body for article in load_articles(default))
