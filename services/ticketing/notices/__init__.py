"""E-mails to the desk and to visitors: what calls for them, what they say, and sending them.

`raising.py` keeps a notice for what calls for one; `errands.py` looks at it when it is due and decides to whom it goes,
if it still does; `letters.py` writes it; `courier.py` has it sent by `smtp.py` until the server has taken it.
"""
