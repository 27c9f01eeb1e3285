"""Several processes that serve one address together, and the supervisor that keeps them running. Decides nothing.

The supervisor never imports gRPC and never forks a process that did: workers are programs of their own.
"""
