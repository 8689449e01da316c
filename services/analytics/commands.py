"""What can be asked of analytics on the command line."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from services.analytics.app import create_app
from services.analytics.rebuild import RebuildFailed, rebuild
from services.analytics.settings import AnalyticsSettings, RebuildSettings
from shared.process import serve, settings_or_exit


def create_commands() -> typer.Typer:
    commands = typer.Typer(add_completion=False, help="The desk's figures.", pretty_exceptions_enable=False)
    commands.callback(invoke_without_command=True)(run)
    commands.command("rebuild")(rebuild_figures)
    return commands


def run(context: typer.Context) -> None:
    """Without a command: run the service."""
    if context.invoked_subcommand:
        return
    settings = settings_or_exit(AnalyticsSettings.load)
    app = settings_or_exit(partial(create_app, settings))
    serve(app, settings, app.state.registry, process="analytics")


def rebuild_figures(
    from_ticketing: Annotated[
        str | None, typer.Option(metavar="URL", help="Where ticketing listens; else ANALYTICS_TICKETING_URL.")
    ] = None,
) -> None:
    """Merge ticketing's export into the facts and recompute its days. The service may run meanwhile.

    It takes nothing away, so it may be repeated, and stopped at any time. It ends with status 1 when it could not
    finish or when a line of the export could not be read.
    """
    settings = settings_or_exit(RebuildSettings.load)
    if from_ticketing:
        settings = settings.model_copy(update={"ticketing_url": from_ticketing})
    try:
        outcome = asyncio.run(rebuild(settings, typer.echo))
    except RebuildFailed as failure:
        typer.echo(str(failure), err=True)
        raise typer.Exit(1) from None
    typer.echo(str(outcome))
    if outcome.refused:
        raise typer.Exit(1)
