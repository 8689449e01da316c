"""Conversations, messages and money as values: no database, no clock, no framework."""
