"""What the stand-in says, and when it hands over."""

import jsonschema
import pytest

from deploy.standin.answers import HANDED_OVER, HELLO, PASSING_ON, UNKNOWN, WELCOME
from deploy.standin.replies import Call, Reply
from tests.unit.standin.prompts import EMAIL, ESCALATE, reply_to, system


def calls(reply: Reply) -> list[Call]:
    return [block for block in reply.blocks if isinstance(block, Call)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How do payments work?", "Customers pay by card"),
        ("how much does a payment cost", "Each payment costs 1.5%"),
        ("Hi! When do I get my money in the bank?", "two working days"),
        ("how long do refunds take", "five to ten days"),
        ("Can a customer still cancel?", "24 hours before"),
        ("How can I invite a colleague?", "Press Invite"),
        ("I forgot my pasword", "Press Forgot password"),
        ("what are opening hours and how do I set them", "under Calendar"),
    ],
)
def test_a_sensible_question_is_answered_from_the_right_article(question: str, told: str) -> None:
    reply = reply_to(question)
    assert told in reply.text
    assert reply.stop_reason == "end_turn"


@pytest.mark.parametrize("question", ["What is the weather in Paris?", "Who won the world cup?", "qwertz", "Why?"])
def test_what_no_article_knows_goes_to_the_support_address(question: str) -> None:
    reply = reply_to(question)
    assert UNKNOWN in reply.text
    assert EMAIL in reply.text


def test_without_an_address_it_says_only_that_it_does_not_know() -> None:
    assert reply_to("What is the weather?", system=system(email=None)).text == UNKNOWN


def test_an_address_inside_an_article_is_not_the_support_address() -> None:
    prompt = '<article title="Press" url="u">Write to press@example.com.</article>'
    assert reply_to("What is the weather?", system=prompt).text == UNKNOWN


def test_what_no_article_knows_calls_the_escalation_tool_when_there_is_one() -> None:
    reply = reply_to("What is the weather in Paris?", tools=[ESCALATE])
    assert reply.stop_reason == "tool_use"
    assert reply.text == f"{UNKNOWN} {PASSING_ON}"
    assert [call.input for call in calls(reply)] == [
        {"category": "no_answer", "summary": "What is the weather in Paris?", "urgency": "normal"}
    ]


@pytest.mark.parametrize(
    "wish",
    [
        "I want to talk to a human",
        "human please",
        "Can I speak with someone?",
        "please connect me to a real person",
        "Agent",
        "I need a representative",
        "Can you put me through to customer support?",
        "transfer me to an agent, how do payments work",
    ],
)
def test_whoever_asks_for_a_person_is_handed_over(wish: str) -> None:
    reply = reply_to(wish, tools=[ESCALATE])
    (call,) = calls(reply)
    assert call.input["category"] == "visitor_asked"
    jsonschema.validate(call.input, ESCALATE["input_schema"])


@pytest.mark.parametrize(
    "question",
    ["How do I add a person to my team?", "Can two people share an account?", "Which payment agents do you work with?"],
)
def test_a_question_about_people_is_not_a_wish_for_one(question: str) -> None:
    assert all(call.input["category"] != "visitor_asked" for call in calls(reply_to(question, tools=[ESCALATE])))


def test_whoever_asks_for_a_person_gets_the_address_when_there_is_no_tool() -> None:
    assert EMAIL in reply_to("I want to talk to a human").text


def test_a_tool_that_may_not_be_called_is_not_called() -> None:
    assert not calls(reply_to("human please", tools=[ESCALATE], tool_choice={"type": "none"}))


def test_a_tool_that_must_be_called_is_called() -> None:
    choice = {"type": "tool", "name": "escalate_to_human"}
    assert len(calls(reply_to("How do payments work?", tools=[ESCALATE], tool_choice=choice))) == 1


def test_a_burst_is_answered_together() -> None:
    reply = reply_to("How do payments work?", "And how do I invite a colleague?")
    assert "Customers pay by card" in reply.text
    assert "Press Invite" in reply.text


def test_several_questions_in_one_message_are_answered_together() -> None:
    reply = reply_to("How do payments work? And how do I invite a colleague?")
    assert "Customers pay by card" in reply.text
    assert "Press Invite" in reply.text


def test_one_article_is_told_once_in_a_burst() -> None:
    assert reply_to("How do payments work?", "payments?").text.count("Customers pay by card") == 1


def test_what_is_known_of_a_burst_is_told_and_the_rest_handed_over() -> None:
    reply = reply_to("How do payments work?", "What is the weather in Paris?", tools=[ESCALATE])
    assert "Customers pay by card" in reply.text
    assert len(calls(reply)) == 1


def test_a_question_that_leans_on_the_one_before_is_answered_with_it() -> None:
    dialogue = [
        {"role": "user", "content": "How do I cancel a booking?"},
        {"role": "assistant", "content": "Open it and press Cancel."},
        {"role": "user", "content": "And can they do that themselves?"},
    ]
    assert "24 hours before" in reply_to(messages=dialogue).text


@pytest.mark.parametrize("said", ["Hi", "Hello there!", "good morning", "Hey, how are you?"])
def test_a_greeting_is_returned(said: str) -> None:
    assert reply_to(said).text == HELLO


@pytest.mark.parametrize("said", ["Thanks!", "thank you so much", "ok great, thanks a lot", "Perfect, that helps."])
def test_thanks_are_answered_politely(said: str) -> None:
    assert reply_to(said).text == WELCOME


def test_after_the_handover_it_only_says_so() -> None:
    dialogue = [
        {"role": "user", "content": "human please"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "escalate_to_human", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "done"}]},
    ]
    assert reply_to(messages=dialogue, tools=[ESCALATE]).text == HANDED_OVER
