"""The run without Docker: set-up, a private RabbitMQ and mongod, the Claude stand-in and the services.

`setup.py` prepares the machine with the system's Python; `python -m deploy.local` then runs the system.
The two servers are also what the tests run on.
"""
