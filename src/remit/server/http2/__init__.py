"""gRPC over HTTP/2 on the event loop itself, for connections that no stranger can open. Knows no RPC.

`zttp` parses and writes frames, without a thread or a socket of its own; what is here turns its events into calls, and
answers into frames. The wrappers of `interceptors.py` cannot tell it from gRPC's own server.
"""
