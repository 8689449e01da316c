"""How the system is run: locally, in containers, with its secrets."""
