"""What two or more services must agree on, and plumbing without opinions.

Never here: prices, prompts, status rules, database documents, HTTP schemas of one service.
"""
