"""From a request to its answer: read, check, script, count, reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from starlette.responses import Response

from deploy.standin.answers import answer
from deploy.standin.behaviours import Behaviour
from deploy.standin.blocks import prompt_blocks
from deploy.standin.cache import PromptCache
from deploy.standin.connections import Connections
from deploy.standin.delivery import Delivery, Timing
from deploy.standin.errors import ApiError
from deploy.standin.faults import steps
from deploy.standin.frames import Envelope, stream, whole
from deploy.standin.ids import key_hash, new_id
from deploy.standin.ledger import Entry, Ledger, Said
from deploy.standin.messages import Message, MessagesRequest, Text
from deploy.standin.prompt import newest_turn, read_prompt, texts
from deploy.standin.replies import Reply, within_limits
from deploy.standin.rules import check
from deploy.standin.script import Script
from deploy.standin.settings import Settings

VERSIONS: Final = ("2023-06-01", "2026-10-21")


@dataclass(frozen=True)
class Desk:
    """Everything that answering needs."""

    settings: Settings
    script: Script
    ledger: Ledger
    cache: PromptCache
    connections: Connections


def api_key(headers: Mapping[str, str]) -> str:
    """The key, from `x-api-key` or `Authorization: Bearer` (which the SDK sends since 2.0). Any key is good."""
    key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not key:
        raise ApiError(401, "x-api-key header is required")
    return key


def api_version(headers: Mapping[str, str]) -> str:
    """The API version that a request names."""
    version = headers.get("anthropic-version")
    if version is None:
        raise ApiError(400, "anthropic-version: header is required")
    if version not in VERSIONS:
        raise ApiError(400, f'anthropic-version: "{version}" is not a valid version')
    return version


def parse(body: bytes) -> MessagesRequest:
    """The body, or 400 with the first thing that is wrong with it, named by its place."""
    try:
        return MessagesRequest.model_validate_json(body)
    except ValidationError as refused:
        first = refused.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ApiError(400, f"{place}: {first['msg']}" if place else first["msg"]) from None


def respond(desk: Desk, headers: Mapping[str, str], body: bytes, request_id: str) -> Response:
    """The response to one call, and its line in the ledger. Raises ApiError for what is refused."""
    entry = desk.ledger.open(request_id)
    try:
        return _respond(desk, headers, body, entry)
    except ApiError as refused:
        entry.status, entry.outcome = refused.status, "refused"
        raise


def _respond(desk: Desk, headers: Mapping[str, str], body: bytes, entry: Entry) -> Response:
    key = api_key(headers)
    entry.api_key_hash = key_hash(key)
    version = api_version(headers)
    request = parse(body)
    _describe(entry, request)
    check(request, version)
    behaviour = desk.script.take(entry.newest_user_text, streaming=request.stream)
    if behaviour.error:
        raise behaviour.error.error()
    return _deliver(desk, request, behaviour, entry)


def _deliver(desk: Desk, request: MessagesRequest, behaviour: Behaviour, entry: Entry) -> Delivery:
    reply = _reply(request, behaviour)
    entry.stop_reason = reply.stop_reason
    counted = desk.cache.use(f"{entry.api_key_hash} {request.model}", prompt_blocks(request))
    usage = behaviour.usage.applied(counted.model_copy(update={"output_tokens": reply.output_tokens}))
    envelope = Envelope(new_id("msg"), behaviour.model or request.model, usage)
    chunks = stream(reply, envelope) if request.stream else whole(reply, envelope)
    return Delivery(
        steps(chunks, behaviour.fault, entry.request_id),
        timing=_timing(desk.settings, behaviour, reply, request),
        usage=usage,
        entry=entry,
        connections=desk.connections,
        media_type="text/event-stream" if request.stream else "application/json",
        headers={"request-id": entry.request_id, "cache-control": "no-cache"},
    )


def _reply(request: MessagesRequest, behaviour: Behaviour) -> Reply:
    if behaviour.reply:
        return behaviour.reply.reply()
    return within_limits(answer(read_prompt(request)), request.max_tokens, request.stop_sequences)


def _timing(settings: Settings, behaviour: Behaviour, reply: Reply, request: MessagesRequest) -> Timing:
    """Unscripted, a stream takes its time as it goes; an answer in one piece takes the same time before it comes."""
    pace = behaviour.pace
    first = settings.first_token_seconds if pace.first_token_seconds is None else pace.first_token_seconds
    token = 1 / settings.tokens_per_second if settings.tokens_per_second and pace.delta_seconds is None else 0.0
    if not request.stream:
        return Timing(first + token * reply.output_tokens, 0.0, one_byte_chunks=pace.one_byte_chunks)
    return Timing(first, token, pace.delta_seconds or 0.0, pace.one_byte_chunks)


def _describe(entry: Entry, request: MessagesRequest) -> None:
    entry.model, entry.stream = request.model, request.stream
    entry.newest_user_text = "\n".join(texts(newest_turn(request.messages)))
    entry.messages = [Said(role=message.role, text=_text(message)) for message in request.messages]


def _text(message: Message) -> str:
    return "\n".join(block.text for block in message.content if isinstance(block, Text))
