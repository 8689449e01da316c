"""Collaborators that behave: what tests put in the place of something that is not theirs."""
