"""Who may do what on the servers: an account for each service, which may do what the service does and no more.

`docs/contracts/access/` has the outcome, written by `make contracts`; the container run makes its accounts from it.
"""
