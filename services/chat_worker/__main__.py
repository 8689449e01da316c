"""`python -m services.chat_worker`: the chat worker as a process of its own."""

from functools import partial

from services.chat_worker.app import create_app
from services.chat_worker.settings import ChatWorkerSettings
from shared.process import serve, settings_or_exit


def main() -> None:
    settings = settings_or_exit(ChatWorkerSettings.load)
    app = settings_or_exit(partial(create_app, settings))
    serve(app, settings, app.state.registry, process="chat_worker")


if __name__ == "__main__":
    main()
