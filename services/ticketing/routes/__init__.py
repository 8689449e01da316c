"""The HTTP routes, a module for each of those who call: people at their work, people signing in, browsers that load the
dashboard, other services.
"""
