"""The parts of the container run that are not images: its secrets and what differs with and without a Claude key."""
