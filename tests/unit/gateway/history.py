"""The history of one conversation as the chat worker writes it: the thread at every moment, and the frames."""

from typing import Literal

from services.gateway.domain.following import Behind, Follower, StreamEvent
from shared.events import Handler
from shared.visitor_view import (
    ConversationUpdated,
    LiveFrame,
    MessageShown,
    PartialReply,
    ReplyDelta,
    ReplyReset,
    ReplyStarted,
    Thread,
    ThreadMessage,
)
from tests.builders import CONVERSATION_ID, NOON, a_message_id
from tests.unit.gateway.page import Page


class History:
    """Each step changes the thread first and then says so; `moments[n]` is the thread when `frames[n]` was said."""

    def __init__(self) -> None:
        self.thread = Thread(conversation_id=CONVERSATION_ID, messages=[])
        self.frames: list[LiveFrame] = []
        self.moments: list[Thread] = []
        self.texts: dict[int, str] = {}
        self._attempts = 0
        self._turns = 0
        self._turn: str | None = None

    def __repr__(self) -> str:
        return " ".join(frame.kind for frame in self.frames)

    def write(self) -> None:
        """The visitor writes something."""
        self._add("user", f"message {len(self.thread.messages) + 1}")

    def begin(self) -> None:
        """An attempt at a reply begins, or begins anew."""
        if self.thread.handled_by is Handler.PERSON:
            return
        if self._turn is None:
            self._turns += 1
            self._turn = f"turn-{self._turns}"
        self._attempts += 1
        self.texts[self._attempts] = ""
        self.keep()
        self._say(ReplyStarted(turn_id=self._turn, attempt=self._attempts))

    def talk(self) -> None:
        if self._turn is not None:
            text = f"wörd {len(self.frames)} 😀 "
            offset = len(self.texts[self._attempts])
            self.texts[self._attempts] += text
            self._say(ReplyDelta(turn_id=self._turn, attempt=self._attempts, offset=offset, text=text))

    def keep(self) -> None:
        """The partial reply is stored as far as it is."""
        if self._turn is not None:
            partial = PartialReply(turn_id=self._turn, attempt=self._attempts, text=self.texts[self._attempts])
            self.thread = self.thread.model_copy(update={"partial": partial})

    def finish(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            self.thread = self.thread.model_copy(update={"partial": None})
            self._add("assistant", self.texts[self._attempts], turn_id=turn, answers=[a_message_id(1)])

    def a_person_takes_it(self) -> None:
        if self.thread.handled_by is Handler.BOT:
            withdrawn, self._turn = self._turn, None
            self.thread = self.thread.model_copy(update={"partial": None, "handled_by": Handler.PERSON})
            self._stands()
            if withdrawn:
                self._say(ReplyReset(turn_id=withdrawn, attempt=self._attempts + 1))

    def a_person_writes(self) -> None:
        if self.thread.handled_by is Handler.PERSON:
            self._add("agent", "Ada here.", agent_name="Ada")

    def the_bot_gets_it_back(self) -> None:
        if self.thread.handled_by is Handler.PERSON:
            self.thread = self.thread.model_copy(update={"handled_by": Handler.BOT})
            self._stands()

    def leave_an_address(self) -> None:
        self.thread = self.thread.model_copy(update={"contact_known": True})
        self._stands()

    def _stands(self) -> None:
        self._say(ConversationUpdated(handled_by=self.thread.handled_by, contact_known=self.thread.contact_known))

    def _add(self, role: Literal["user", "assistant", "agent"], content: str, **more: object) -> None:
        seq = len(self.thread.messages) + 1
        message = ThreadMessage.model_validate(
            {"id": a_message_id(seq), "seq": seq, "role": role, "content": content, "created_at": NOON, **more}
        )
        self.thread = self.thread.model_copy(update={"messages": [*self.thread.messages, message]})
        self._say(MessageShown(message=message))

    def _say(self, frame: LiveFrame) -> None:
        self.frames.append(frame)
        self.moments.append(self.thread)


class Stream:
    """One open stream of a page: the follower and what the service does with it."""

    def __init__(self, page: Page, first: Thread) -> None:
        self.page = page
        self.behind = False
        self._follower = Follower(page.resumes_from)
        self.unread = self._follower.catch_up(first)

    def hear(self, frame: LiveFrame) -> None:
        try:
            self.unread += self._follower.follow(frame)
        except Behind:
            self.behind = True

    def catch_up(self, thread: Thread) -> None:
        self.behind = False
        self.unread += self._follower.catch_up(thread)

    def read(self, events: int | None = None) -> list[StreamEvent]:
        """The page takes the next events, or all."""
        taken, self.unread = self.unread[:events], self.unread[events:] if events is not None else []
        for event in taken:
            self.page.take(event)
        return taken
