"""What can be proven: entries as leaves of a tree per tenant, proofs and export.

An entry's bytes are stored as they were hashed; it never rewrites one, and knows no other capability.
"""
