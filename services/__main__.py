"""`python -m services`: the whole support desk as one process on one port."""

from services.one_process import OneProcess
from shared.process import serve, settings_or_exit
from shared.settings import ProcessSettings


def main() -> None:
    settings = settings_or_exit(ProcessSettings.load)
    app = settings_or_exit(OneProcess)
    serve(app, settings, app.metrics, process="services")


if __name__ == "__main__":
    main()
