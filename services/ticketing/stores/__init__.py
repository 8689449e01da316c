"""MongoDB: a module a collection, and one for each question that is asked of several (tallies, lists, the export).

What leaves a store is a value of the domain, never a document.
"""
