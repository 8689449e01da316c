"""The chat API: a visitor begins a conversation, writes, reads, and watches it."""
