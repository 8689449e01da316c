"""Files that cannot be used are refused with file, line and what is wrong: all of them at once."""

from pathlib import Path

import pytest

from services.chat_worker import settings
from services.chat_worker.article_files import MAX_FILE_BYTES, InvalidArticles, fingerprint, read_articles
from services.chat_worker.domain.article import Article
from tests.unit.chat_worker.articles import write, write_article

MOST = 16_000
GOOD = b"---\ntitle: Payments\nurl: https://rezvo.example/pay\n---\n\nBy card.\n"
PAYMENTS = Article(title="Payments", url="https://rezvo.example/pay", body="By card.")


def complaints(folder: Path, most_tokens: int = MOST) -> list[str]:
    with pytest.raises(InvalidArticles) as refused:
        read_articles(folder, most_tokens)
    return str(refused.value).splitlines()


def test_all_that_the_front_matter_can_say(tmp_path: Path) -> None:
    lines = [
        "title: Paying",
        "url: /pay",
        "locale: pt-BR",
        "tags: [card, money]",
        "asked_as:",
        "- How?",
        "sample: true",
    ]
    write(tmp_path, "a.md", *lines, body="\n## By card\n\n---\n\nAlways.\n")

    [article] = read_articles(tmp_path, MOST)

    assert article == Article(
        title="Paying",
        url="/pay",
        locale="pt-BR",
        tags=("card", "money"),
        asked_as=("How?",),
        sample=True,
        body="## By card\n\n---\n\nAlways.",
    )


def test_articles_are_found_in_subfolders_and_hidden_and_other_files_are_not(tmp_path: Path) -> None:
    write_article(tmp_path / "b", "deep/down", "Deep")
    write_article(tmp_path, "flat", "Flat")
    write_article(tmp_path, "..2026_11/flat", "Flat")
    write_article(tmp_path, ".draft", "Draft")
    (tmp_path / "notes.txt").write_text("Not an article.")

    assert [article.title for article in read_articles(tmp_path, MOST)] == ["Deep", "Flat"]


def test_the_order_is_that_of_addresses_and_not_of_files(tmp_path: Path) -> None:
    write(tmp_path, "1.md", "title: Second", "url: /b")
    write(tmp_path, "2.md", "title: First", "url: /a")

    assert [article.title for article in read_articles(tmp_path, MOST)] == ["First", "Second"]


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    assert read_articles(tmp_path, MOST) == []


def test_a_folder_that_is_not_there_is_named_with_the_setting(tmp_path: Path) -> None:
    [complaint] = complaints(tmp_path / "nowhere")

    assert complaint.startswith("CHAT_WORKER_KNOWLEDGE_DIR: there is no folder")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        GOOD.replace(b"---", b"---  "),
        GOOD.rstrip(),
    ],
    ids=["byte order mark", "CRLF", "CR", "spaces after the fence", "no line end"],
)
def test_what_editors_do_to_a_file_does_no_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.md").write_bytes(content)

    assert read_articles(tmp_path, MOST) == [PAYMENTS]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"---\nurl: /a\n---\nText", "1: the front matter lacks `title`"),
        (b"---\ntitle: a\n---\nText", "1: the front matter lacks `url`"),
        (b"---\ntitle: a\nurl: /a\n---\n \n", "5: there is no text below the front matter"),
        (b"---\ntitle: a\nurl: /a\n---", "5: there is no text below the front matter"),
        (b"", "1: the file must begin with ---, then `title` and `url`, then ---"),
        (b"Just text.", "1: the file must begin with ---, then `title` and `url`, then ---"),
        (b"---\ntitle: a\nurl: /a\n", "1: the front matter that begins here has no end: a line of ---"),
        (b"---\ntitle: a\nurl: [b\n---\nText", "3: the front matter is not YAML: expected ',' or ']'"),
        (b"---\ntitle: a: b\nurl: /a\n---\nText", "2: the front matter is not YAML: mapping values are not allowed"),
        (b"---\n" + b"[" * 20_000 + b"\n---\nText", "1: the front matter is not YAML: too deeply nested"),
        (b"---\n- title\n- url\n---\nText", "2: the front matter must be lines of `name: value`"),
        (b"---\njust words\n---\nText", "2: the front matter must be lines of `name: value`"),
        (b"---\ntitle: a\nurl: /a\ntitle: b\n---\nText", "4: `title` is there already, in line 2"),
        (b"---\ntitle: a\nurl: /a\nlocal: en\n---\nText", "4: `local` is not known; known are title, url, locale"),
        (b"---\ntitle:\nurl: /a\n---\nText", "2: `title` must be a line of text"),
        (b"---\ntitle: 404\nurl: /a\n---\nText", "2: `title` must be a line of text; put it in quotes"),
        (b"---\ntitle: 2026-99-99\nurl: /a\n---\nText", "2: the value of `title` cannot be read; put it in quotes"),
        (b"---\ntitle: &a [*a]\nurl: /a\n---\nText", "2: "),
        (
            b"---\ntitle: a\nurl: /a\nlocale: no\n---\nText",
            "4: `locale` must be a language tag such as en or pt-BR; put",
        ),
        (b"---\ntitle: a\nurl: /a\nlocale: English!\n---\nText", "4: `locale` must be a language tag"),
        (b"---\ntitle: a\nurl: /a\ntags: card\n---\nText", "4: `tags` must be a list of words, [one, two]"),
        (b"---\ntitle: a\nurl: /a\ntags: [1]\n---\nText", "4: `tags` must be a list of words, [one, two]"),
        (b"---\ntitle: a\nurl: /a\nasked_as: How?\n---\nText", "4: `asked_as` must be a list of questions"),
        (b"---\ntitle: a\nurl: /a\nsample: 'yes'\n---\nText", "4: `sample` must be true or false"),
        (b"---\ntitle: a\nurl: /a\n---\nT\xe9xt", "5: the file is not UTF-8; save it as UTF-8"),
        (GOOD.decode().encode("utf-16"), "1: the file is not UTF-8; save it as UTF-8"),
        (b"---\ntitle: a\nurl: /a\n---\n\nText\x00", "6: there is a NUL character, so this is no text"),
        (
            b"---\ntitle: \x01\nurl: /a\n---\nText",
            "1: the front matter is not YAML: it has a character that no text has",
        ),
    ],
)
def test_a_broken_article_is_named_with_its_line_and_what_is_wrong(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    (tmp_path / "broken.md").write_bytes(content)

    [found] = complaints(tmp_path)

    assert found.startswith(f"broken.md:{complaint}")


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://rezvo.example", True),
        ("http://rezvo.example:8080/a?b=c#d", True),
        ("/help/pay", True),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        ("help/pay", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[half", False),
        ("https://ada:secret@rezvo.example", False),
        ("'https://rezvo.example/a b'", False),
        ("7", False),
    ],
)
def test_an_address_is_one_that_a_visitor_can_safely_follow(tmp_path: Path, url: str, is_good: bool) -> None:
    write(tmp_path, "a.md", "title: A", f"url: {url}")

    if is_good:
        assert read_articles(tmp_path, MOST)[0].url == url
    else:
        [complaint] = complaints(tmp_path)
        assert complaint.startswith("a.md:3: `url` must be https://…, http://… or a path of the site, /…")


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "title: 7", "url: pay", "colour: red")
    write(tmp_path, "a/c.md", "url: /c")

    assert [complaint.split(": ")[0] for complaint in complaints(tmp_path)] == [
        "a/c.md:1",
        "b.md:2",
        "b.md:3",
        "b.md:4",
    ]


def test_two_articles_of_one_locale_share_neither_address_nor_title(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "title: Paying", "url: /pay")
    write(tmp_path, "b.md", "url: /pay", "title: paying")

    assert complaints(tmp_path) == ["b.md:2: `url` is the same as in a.md", "b.md:3: `title` is the same as in a.md"]


def test_translations_may_share_address_and_title(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "title: Hotel", "url: /hotel", "locale: en")
    write(tmp_path, "b.md", "title: Hotel", "url: /hotel", "locale: de")

    assert [article.locale for article in read_articles(tmp_path, MOST)] == ["de", "en"]


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(50 * MAX_FILE_BYTES)

    assert complaints(tmp_path) == ["huge.md:1: the file is larger than 1000000 bytes; split it"]


def test_an_article_that_could_never_be_sent_is_refused(tmp_path: Path) -> None:
    write_article(tmp_path, "long", "Long", body="word " * 1_000)

    [complaint] = complaints(tmp_path, most_tokens=1_000)

    assert complaint.startswith(
        "long.md:1: the article takes some 1262 tokens of 1000; split it, or raise CHAT_WORKER_"
    )


def test_a_file_that_is_a_folder_or_a_dead_link_is_named_or_passed_over(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "dead.md").symlink_to(tmp_path / "nothing")

    assert complaints(tmp_path) == ["dead.md:1: the file cannot be read: No such file or directory"]
    assert fingerprint(tmp_path) == frozenset()


def test_the_articles_that_come_with_the_service_can_be_used_and_are_marked_as_a_sample() -> None:
    fields = settings.ChatWorkerSettings.model_fields
    articles = read_articles(fields["knowledge_dir"].default, fields["knowledge_tokens"].default)

    assert len(articles) == 10
    assert all(article.sample for article in articles)
