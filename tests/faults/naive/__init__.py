"""The negative control: the same chat as one writes it on a first afternoon, with FastStream's defaults.

Nothing here is foolish; it only takes for granted that a message which was published arrives, that a handler runs
once, and that what follows in its body happens. The checker must find it broken.
"""
