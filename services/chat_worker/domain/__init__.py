"""What a chat worker decides, as plain functions of values: no clock, no client, no store."""
