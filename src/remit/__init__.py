"""Remit decides what an AI agent may do and what it may spend, and proves afterwards what it decided.

The package holds rooms, nothing else: this file imports none of them, so that `remit.client` installs and
starts without the server.
"""
