"""`python -m services.ticketing`: the service."""

from functools import partial

from services.ticketing.app import create_app
from services.ticketing.settings import TicketingSettings
from shared.process import serve, settings_or_exit


def main() -> None:
    settings = settings_or_exit(TicketingSettings.load)
    app = settings_or_exit(partial(create_app, settings))
    serve(app, settings, app.state.registry, process="ticketing")


if __name__ == "__main__":
    main()
