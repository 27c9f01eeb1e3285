"""The product: every check on one action in order, and one commit behind the answer.

It is the only place where capabilities meet for a runtime's question; it never answers before the record is
committed.
"""
