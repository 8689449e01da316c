"""`python -m shared.dead_letters`: list, show, re-send and drop the messages that a service could not handle."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Final, NoReturn

import typer
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelNotFoundEntity, DeliveryError
from pydantic import Field, SecretStr

from shared import topology
from shared.graveyard import Graveyard, Letter, opened
from shared.process import settings_or_exit
from shared.settings import Settings

Act = Callable[[Graveyard, list[Letter]], Awaitable[None]]

Keys = Annotated[list[str] | None, typer.Argument(help="Which ones, by the key that `list` shows.")]
Service = Annotated[str | None, typer.Option(help=f"Only those of one service: {', '.join(topology.LISTENERS)}.")]
All = Annotated[bool, typer.Option("--all", help="All of them, or all of the service that --service names.")]
LONGEST_REASON: Final = 70


class BrokerSettings(Settings):
    """Where the broker is: as for every process, from the environment or the folder that SECRETS_DIR names."""

    rabbitmq_url: SecretStr = Field(validation_alias="RABBITMQ_URL", description="amqp:// or amqps://")


def create_commands() -> typer.Typer:
    commands = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
    commands.command("list")(list_letters)
    commands.command("show")(show)
    commands.command("resend")(resend)
    commands.command("drop")(drop)
    return commands


def list_letters(service: Service = None) -> None:
    """One line a letter: key, service, when, type, conversation, reason. Nothing of what it says."""

    async def tell(_: Graveyard, letters: list[Letter]) -> None:
        for letter in letters:
            typer.echo(_line(letter))
        typer.echo(f"{len(letters)} dead letters.", err=True)

    _with_letters(service, tell)


def show(key: Annotated[str, typer.Argument(help="The key that `list` shows.")]) -> None:
    """All of one letter: why, where it came from, its properties and its text."""

    async def tell(_: Graveyard, letters: list[Letter]) -> None:
        for letter in _chosen(letters, [key], everything=False):
            typer.echo(json.dumps(_described(letter), indent=2, ensure_ascii=False, default=str))

    _with_letters(None, tell)


def resend(keys: Keys = None, service: Service = None, everything: All = False) -> None:
    """Put letters back into their service's queue, as they were first sent.

    A letter leaves the dead letters only when the broker has confirmed it in the queue. It may be handled twice when
    this is interrupted, which does no harm: handlers know a repeated event.
    """

    async def send(graveyard: Graveyard, letters: list[Letter]) -> None:
        for letter in _chosen(letters, keys or [], everything=everything):
            await graveyard.resend(letter)
            typer.echo(f"Sent again: {_line(letter)}")

    _with_letters(service, send)


def drop(
    keys: Keys = None,
    service: Service = None,
    everything: All = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove letters for good. Asks first."""

    async def remove(graveyard: Graveyard, letters: list[Letter]) -> None:
        chosen = _chosen(letters, keys or [], everything=everything)
        if not yes:
            typer.confirm(f"Drop {len(chosen)} dead letters for good?", abort=True)
        for letter in chosen:
            await graveyard.drop(letter)
            typer.echo(f"Dropped: {_line(letter)}")

    _with_letters(service, remove)


def _with_letters(service: str | None, act: Act) -> None:
    """Do it with all letters of the services in hand; ends the process with a sentence when the broker is not there."""
    if service is not None and service not in topology.LISTENERS:
        _fail(f"There is no service {service!r}. Give one of: {', '.join(topology.LISTENERS)}.")
    settings = settings_or_exit(BrokerSettings.load)
    services = [service] if service else list(topology.LISTENERS)

    async def walk() -> None:
        async with opened(settings.rabbitmq_url.get_secret_value()) as graveyard:
            await act(graveyard, await graveyard.letters(services))

    _run(walk())


def _run(work: Coroutine[None, None, None]) -> None:
    try:
        asyncio.run(work)
    except ChannelNotFoundEntity:
        _fail("The broker has no dead-letter queues: no service has run on it yet. Check RABBITMQ_URL.")
    except DeliveryError:
        _fail("The broker did not take the message back; it is still a dead letter. See whether its queue is full.")
    except CONNECTION_EXCEPTIONS as error:
        _fail(f"RabbitMQ does not answer ({type(error).__name__}). Check RABBITMQ_URL and whether it runs.")


def _chosen(letters: list[Letter], keys: list[str], *, everything: bool) -> list[Letter]:
    """Those with these keys, or all; ends the process when that names none."""
    if everything:
        return letters
    if not keys:
        _fail("Name the letters by the keys that `list` shows, or give --all.")
    if unknown := set(keys) - {letter.key for letter in letters}:
        _fail(f"No dead letter has the key {', '.join(sorted(unknown))}. See `list`.")
    return [letter for letter in letters if letter.key in keys]


def _line(letter: Letter) -> str:
    message = letter.message
    conversation = message.correlation_id or "-"
    reason = " ".join(letter.reason.split())[:LONGEST_REASON]
    return "  ".join([letter.key, letter.service, letter.buried_at[:19], message.type or "-", conversation, reason])


def _described(letter: Letter) -> dict[str, object]:
    message = letter.message
    return {
        "key": letter.key,
        "service": letter.service,
        "reason": letter.reason,
        "origin": letter.origin,
        "buried_at": letter.buried_at,
        "message_id": message.message_id,
        "type": message.type,
        "conversation_id": message.correlation_id,
        "content_type": message.content_type,
        "timestamp": message.timestamp,
        "headers": dict(letter.as_first_sent().headers),
        "body": _readable(message.body),
    }


def _readable(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode(errors="backslashreplace")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    create_commands()()
