"""What two or more services must agree on, and plumbing without opinions.

Never here: prices, prompts, status rules, database documents, HTTP schemas of one service.
"""

import os

os.environ.setdefault("MOTOR_MAX_WORKERS", "64")
"""Motor asks MongoDB in threads, of which it has few by itself. A write that waits for a transaction holds one, and the
transaction needs another to end: with too few both wait until the socket's timeout. Read when motor is imported."""
