"""Articles are chosen for a question, and follow their files; what cannot be used changes nothing."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.chat_worker.article_files import InvalidArticles
from services.chat_worker.domain.article import version_of
from tests.unit.chat_worker.articles import Desk, write, write_article

TOPICS = ("Refunds", "Opening hours", "Gift vouchers", "Parking", "Passwords")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for topic in TOPICS:
        write_article(tmp_path, topic.lower().replace(" ", "-"), topic, body=f"All about {topic}. " + "Words. " * 250)
    return tmp_path


def moved(folder: Path, name: str) -> Path:
    return folder.rename(folder.with_name(name))


async def settle(desk: Desk) -> bool:
    """Two looks, as a change takes."""
    return any([await desk.knowledge.reload(), await desk.knowledge.reload()])


def test_what_fits_is_sent_whole_and_the_same_for_every_question(folder: Path) -> None:
    knowledge = Desk(folder).knowledge

    one, other = knowledge.choose("When do I get my refund?", "en"), knowledge.choose("zzz", "de")

    assert one == other
    assert one.whole
    assert one.articles == knowledge.articles
    assert one.version == version_of(knowledge.articles)


def test_past_the_budget_the_best_are_chosen_best_first(folder: Path) -> None:
    choice = Desk(folder, most_tokens=1_500, most_articles=2).knowledge.choose("Where is the refund of my voucher?")

    assert not choice.whole
    assert {article.title for article in choice.articles} == {"Refunds", "Gift vouchers"}


def test_no_more_is_chosen_than_fits(folder: Path) -> None:
    knowledge = Desk(folder, most_tokens=600, most_articles=5).knowledge

    [article] = knowledge.choose("Refunds, opening hours, vouchers, parking and passwords").articles
    assert article.tokens <= 600


def test_an_article_that_does_not_fit_makes_room_for_the_next(folder: Path) -> None:
    write(folder, "short.md", "title: Parking for bicycles", "url: /short", body="Anywhere.")
    knowledge = Desk(folder, most_tokens=500, most_articles=5).knowledge

    chosen = [article.title for article in knowledge.choose("All about parking").articles]
    assert chosen in (["Parking"], ["Parking", "Parking for bicycles"], ["Parking for bicycles", "Parking"])
    assert sum(article.tokens for article in knowledge.choose("All about parking").articles) <= 500


def test_nothing_is_chosen_where_nothing_matches(folder: Path) -> None:
    choice = Desk(folder, most_tokens=600).knowledge.choose("😀 ???")

    assert choice.articles == []
    assert not choice.whole


def test_an_empty_folder_is_whole(tmp_path: Path) -> None:
    assert Desk(tmp_path).knowledge.choose("Anything?").whole


def test_the_version_depends_on_what_is_said_and_not_on_files(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for number, path in enumerate(sorted(folder.glob("*.md"), reverse=True)):
        (elsewhere / f"{number}.md").write_bytes(path.read_bytes())

    assert Desk(elsewhere).knowledge.version == Desk(folder).knowledge.version


def test_articles_that_cannot_be_used_at_the_start_stop_it(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "title: A")

    with pytest.raises(InvalidArticles, match=r"^a\.md:1: the front matter lacks `url`$"):
        Desk(tmp_path)


async def test_a_change_is_taken_over_once_it_has_settled(folder: Path) -> None:
    desk = Desk(folder)
    before = desk.knowledge.version
    write_article(folder, "new/pets", "Pets")

    with capture_logs() as logs:
        first, second, third = [await desk.knowledge.reload() for _ in range(3)]

    assert (first, second, third) == (False, True, False)
    assert "Pets" in [article.title for article in desk.knowledge.articles]
    assert desk.knowledge.version != before
    assert [line["version"] for line in logs] == [desk.knowledge.version]
    assert desk.metric("support_knowledge_articles") == 6
    assert desk.metric("support_knowledge_reloads_total", outcome="loaded") == 1


async def test_a_folder_that_goes_on_changing_is_not_read_yet(folder: Path) -> None:
    desk = Desk(folder)

    for number in range(3):
        write_article(folder, f"new-{number}", f"New {number}")
        assert not await desk.knowledge.reload()

    assert await desk.knowledge.reload()
    assert len(desk.knowledge.articles) == 8


async def test_a_deleted_article_is_forgotten(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "parking.md").unlink()

    assert await settle(desk)
    assert "Parking" not in [article.title for article in desk.knowledge.articles]


async def test_touching_or_renaming_files_changes_nothing(folder: Path) -> None:
    desk = Desk(folder)
    os.utime(folder / "parking.md", (1, 1))
    (folder / "refunds.md").rename(folder / "money-back.md")

    with capture_logs() as logs:
        assert not await settle(desk)

    assert logs == []


async def test_a_change_that_cannot_be_used_is_said_once_and_changes_nothing(folder: Path) -> None:
    desk = Desk(folder)
    before = desk.knowledge.choose("Parking?")
    write(folder, "parking.md", "title: Parking", "url: nowhere")
    write(folder, "refunds.md", "title: Refunds")

    with capture_logs() as logs:
        assert not await settle(desk)
        assert not await settle(desk)

    [line] = logs
    assert line["log_level"] == "error"
    assert line["problems"].startswith("parking.md:3: `url` must be ")
    assert "; refunds.md:1: the front matter lacks `url`" in line["problems"]
    assert desk.knowledge.choose("Parking?") == before
    assert desk.metric("support_knowledge_refused") == 1
    assert desk.metric("support_knowledge_reloads_total", outcome="refused") == 1


async def test_once_it_can_be_used_again_it_is_taken_over(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "parking.md").write_text("half a fi")
    await settle(desk)
    write_article(folder, "parking", "Parking of cars")

    assert await settle(desk)
    assert "Parking of cars" in [article.title for article in desk.knowledge.articles]
    assert desk.metric("support_knowledge_refused") == 0


async def test_a_change_that_is_taken_back_is_no_longer_refused(folder: Path) -> None:
    desk = Desk(folder)
    write(folder, "broken.md", "title: Broken")
    await settle(desk)
    (folder / "broken.md").unlink()

    assert not await settle(desk)
    assert desk.metric("support_knowledge_refused") == 0


async def test_a_folder_that_is_away_for_a_while_changes_nothing(folder: Path) -> None:
    desk = Desk(folder)
    before = desk.knowledge.version
    away = moved(folder, "away")
    await settle(desk)

    assert desk.metric("support_knowledge_refused") == 1
    assert desk.knowledge.version == before

    moved(away, folder.name)
    await settle(desk)

    assert desk.metric("support_knowledge_refused") == 0
    assert desk.knowledge.version == before


async def test_more_articles_than_fit_are_chosen_from_after_a_change(folder: Path) -> None:
    desk = Desk(folder, most_tokens=2_600)
    assert desk.knowledge.choose("Pets?").whole
    write_article(folder, "pets", "Pets", body="Dogs. " * 500)

    assert await settle(desk)
    choice = desk.knowledge.choose("May I bring my pets?")

    assert not choice.whole
    assert choice.articles[0].title == "Pets"
