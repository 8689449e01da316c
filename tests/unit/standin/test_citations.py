"""Knowledge in blocks, and how answers cite it."""

import pytest

from deploy.standin.knowledge import Citation
from deploy.standin.replies import Reply, Say
from tests.unit.standin.prompts import Json, reply_to, search_result, text

PAYMENTS = "Customers pay by card when they book."
REFUNDS = "A refund goes back to the card that paid. It takes five to ten days."
QUESTION = "How long does a refund take?"


def citations(reply: Reply) -> list[Citation]:
    return [block.citation for block in reply.blocks if isinstance(block, Say) and block.citation]


def document(source: Json, title: str | None = "Refunds") -> Json:
    return {"type": "document", "title": title, "source": source, "citations": {"enabled": True}}


def test_a_search_result_is_cited_by_its_number_and_the_range_of_its_blocks() -> None:
    results = [search_result("Payments", PAYMENTS), search_result("Refunds", "Refunds are easy.", REFUNDS)]
    reply = reply_to([*results, text("To which card does a refund go?")], system=[])
    assert reply.text == REFUNDS
    assert citations(reply) == [
        {
            "type": "search_result_location",
            "search_result_index": 1,
            "source": "https://example.com/refunds",
            "title": "Refunds",
            "cited_text": REFUNDS,
            "start_block_index": 1,
            "end_block_index": 2,
        }
    ]


def test_a_plain_text_document_is_cited_by_its_characters() -> None:
    data = f"{PAYMENTS}\n\n{REFUNDS}"
    reply = reply_to([document({"type": "text", "media_type": "text/plain", "data": data}), text(QUESTION)], system=[])
    (cited,) = citations(reply)
    start, end = cited["start_char_index"], cited["end_char_index"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert data[start:end] == cited["cited_text"] == reply.text
    assert cited["type"] == "char_location"
    assert cited["document_title"] == "Refunds"


def test_a_document_in_blocks_is_cited_by_its_blocks() -> None:
    source = {"type": "content", "content": [text(PAYMENTS), text(REFUNDS)]}
    reply = reply_to([document(source, title=None), text(QUESTION)], system=[])
    (cited,) = citations(reply)
    assert (cited["type"], cited["document_index"], cited["document_title"]) == ("content_block_location", 0, None)
    assert (cited["start_block_index"], cited["end_block_index"]) == (1, 2)
    assert cited["cited_text"] == REFUNDS


def test_search_results_and_documents_are_numbered_apart() -> None:
    data = {"type": "text", "media_type": "text/plain", "data": REFUNDS}
    reply = reply_to([search_result("Payments", PAYMENTS), document(data), text(QUESTION)], system=[])
    assert [cited["document_index"] for cited in citations(reply)] == [0]


def test_search_results_of_a_tool_answer_the_question_that_led_to_the_tool() -> None:
    dialogue = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "search", "input": {}}]},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "t", "content": [search_result("Refunds", REFUNDS)]}],
        },
    ]
    reply = reply_to(messages=dialogue, system=[])
    assert "five to ten days" in reply.text
    assert [cited["search_result_index"] for cited in citations(reply)] == [0]


@pytest.mark.parametrize("cited", [True, False])
def test_citations_come_only_where_they_are_enabled(*, cited: bool) -> None:
    reply = reply_to([search_result("Refunds", REFUNDS, cited=cited), text(QUESTION)], system=[])
    assert bool(citations(reply)) is cited


def test_each_article_of_a_burst_has_a_block_and_a_citation_of_its_own() -> None:
    results = [search_result("Payments", PAYMENTS), search_result("Refunds", REFUNDS)]
    reply = reply_to([*results, text("How do customers pay?")], QUESTION, system=[])
    assert [bool(block.citation) for block in reply.blocks if isinstance(block, Say)] == [True, False, True]


def test_attributes_of_an_article_are_unescaped() -> None:
    tag = (
        '<article url="https://example.com/?a=1&amp;b=2" title="Refunds &quot;fast&quot;">Refunds take a day.</article>'
    )
    assert reply_to("Are refunds fast?", system=tag).text == "Refunds take a day."


def test_the_body_of_an_article_may_hold_any_signs() -> None:
    tag = '<article title="Limits" url="u">The limit is < 5 & > 1 "times".</article>'
    assert reply_to("What is the limit?", system=tag).text == 'The limit is < 5 & > 1 "times".'
