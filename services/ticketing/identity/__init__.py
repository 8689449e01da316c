"""Who may sign in, and for how long: accounts, keys, passwords, access tokens, sessions and the first account.

A folder of its own because none of it knows what a conversation is.
"""
