"""A local stand-in for Claude's servers, for demonstrations and tests.

It speaks the Messages API (`POST /v1/messages`, streaming and not) closely enough for the official SDK, answers from
the knowledge that it finds in the prompt, and counts tokens by one documented rule (`tokens.count_tokens`).
It is not Claude, and says so: in its first log line, in `GET /` and in the header `x-stand-in: true` of every response.

    python -m deploy.standin [--host 127.0.0.1] [--port 8090] [--control]
"""
