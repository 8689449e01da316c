"""The checks, one module a promise: each looks at the evidence and yields what it finds wrong."""
