"""What a stream has shown and what comes next, as plain values: no clock, no client, no store."""
