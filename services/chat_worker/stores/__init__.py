"""MongoDB, one module a collection: `support_transcripts`, `support_turns`, `support_spend`."""
