"""Nothing lost, nothing twice, whatever fails: the system under load and faults, and a checker apart from it.

`run.py` tells the story: the parts come up (`system.py`), visitors write (`load.py`, `visitors.py`) while faults are
injected (`nemesis/`), everything is healed, and the checker (`checker.py`, `checks/`) compares what visitors saw with
what MongoDB, RabbitMQ and the stand-in for Claude hold.
"""
