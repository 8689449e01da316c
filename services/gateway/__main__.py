"""`python -m services.gateway`: the gateway as a process of its own."""

from functools import partial

from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from shared.process import serve, settings_or_exit


def main() -> None:
    settings = settings_or_exit(GatewaySettings.load)
    app = settings_or_exit(partial(create_app, settings))
    serve(app, settings, app.state.registry, process="gateway")


if __name__ == "__main__":
    main()
