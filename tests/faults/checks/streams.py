"""What a visitor saw: each message once and in order, each reply growing without a gap into exactly the final text."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.checks.order import by_conversation
from tests.faults.evidence import Evidence, ThreadMessage
from tests.faults.findings import Finding, Kind
from tests.faults.history import Closed, Seen


class TabView:
    """What one tab shows: the messages, and of one turn the text that grows. `final_attempts`: by turn, the attempt
    whose text became the reply."""

    def __init__(self, name: str, final_attempts: dict[str, int]) -> None:
        self._name = name
        self._final_attempts = final_attempts
        self._turn_id = ""
        self._attempt = 0
        self._text = ""
        self.messages: list[str] = []
        self.last_seq = 0

    def show(self, event: Seen) -> Iterator[Finding]:
        data = event.data
        match event.name:
            case "message.received" | "agent.message":
                yield from self._add(data["message_id"], data["seq"])
            case "reply.started":
                yield from self._begin(data["turn_id"], data["attempt"])
            case "reply.delta":
                yield from self._grow(data["attempt"], data["offset"], data["text"])
            case "reply.reset":
                self._text = ""
            case "reply.completed":
                yield from self._complete(data["turn_id"], data["content"])
                yield from self._add(data["message_id"], data["seq"])
            case "conversation.updated" | "reconnect":
                pass
            case _:
                yield self._broken(f"was sent {event.name!r}, which no visitor knows")

    def _add(self, message_id: str, seq: int) -> Iterator[Finding]:
        if message_id in self.messages:
            yield Finding(Kind.DUPLICATED, f"{self._name} was shown message {message_id} twice")
        elif seq <= self.last_seq:
            yield Finding(Kind.OUT_OF_ORDER, f"{self._name} was shown message {message_id} after a later one")
        self.messages.append(message_id)
        self.last_seq = max(self.last_seq, seq)

    def _begin(self, turn_id: str, attempt: int) -> Iterator[Finding]:
        if attempt <= self._attempt:
            yield self._broken(f"was told of attempt {attempt} after {self._attempt}")
        self._turn_id, self._attempt, self._text = turn_id, attempt, ""

    def _grow(self, attempt: int, offset: int, text: str) -> Iterator[Finding]:
        if attempt != self._attempt:
            yield self._broken(f"was sent a piece of attempt {attempt} in attempt {self._attempt}")
        elif offset != len(self._text):
            yield self._broken(f"was sent a piece at {offset} and had {len(self._text)} of attempt {attempt}")
        else:
            self._text += text

    def _complete(self, turn_id: str, content: str) -> Iterator[Finding]:
        """What an earlier attempt has shown is replaced; what the final one has shown is how the reply begins. The text
        of another turn goes on growing: a tab may hear late that the one before has ended."""
        if turn_id != self._turn_id:
            return
        if self._attempt == self._final_attempts.get(turn_id) and not content.startswith(self._text):
            yield self._broken(f"saw a text grow that is not the beginning of the reply of turn {turn_id}")
        self._text = ""

    def _broken(self, what: str) -> Finding:
        return Finding(Kind.BROKEN_STREAM, f"{self._name} {what}")


def check(evidence: Evidence) -> Iterator[Finding]:
    final_attempts = {usage.turn_id: usage.attempt for usage in evidence.usage if usage.outcome == "used"}
    threads = by_conversation(evidence)
    views: dict[tuple[str, str], TabView] = {}
    for line in evidence.history:
        if not isinstance(line, Seen | Closed):
            continue
        key = (line.conversation_id, line.tab)
        view = views.setdefault(key, TabView(f"tab {line.tab} of {line.conversation_id}", final_attempts))
        if isinstance(line, Seen):
            yield from view.show(line)
        elif line.settled:
            yield from _saw_everything(view, key, threads.get(line.conversation_id, []))
    yield from _own_turns_only(evidence)


def _saw_everything(view: TabView, key: tuple[str, str], thread: list[ThreadMessage]) -> Iterator[Finding]:
    """As far as the last thing that it saw, the tab saw the thread."""
    expected = [message.id for message in thread if message.seq <= view.last_seq]
    if expected != view.messages:
        missing = [message_id for message_id in expected if message_id not in view.messages]
        yield Finding(Kind.BROKEN_STREAM, f"tab {key[1]} of {key[0]} did not see the thread; missing: {missing}")


def _own_turns_only(evidence: Evidence) -> Iterator[Finding]:
    """Nothing of another conversation, ever."""
    seen_in: defaultdict[str, set[str]] = defaultdict(set)
    for line in evidence.history:
        if isinstance(line, Seen) and (turn_id := line.data.get("turn_id")):
            seen_in[turn_id].add(line.conversation_id)
    for turn_id, conversations in seen_in.items():
        if len(conversations) > 1:
            yield Finding(Kind.BROKEN_STREAM, f"turn {turn_id} was shown in {sorted(conversations)}")
