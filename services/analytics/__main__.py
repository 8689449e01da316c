"""`python -m services.analytics`: the service. `python -m services.analytics rebuild`: the figures anew."""

from services.analytics.commands import create_commands

if __name__ == "__main__":
    create_commands()()
