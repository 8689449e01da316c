"""What breaks things. A fault is a function: it injects, waits, heals, and returns what proves that it took place."""
