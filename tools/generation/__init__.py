"""Writes `generated/` from `protos/`: stubs in four languages, the same bytes on every machine.

`python -m tools.generation` is `make generate`. No part of Remit's packages; it never runs in a server.
"""
