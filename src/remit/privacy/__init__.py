"""What must not leak: detect, redact, inspect and erase personal data.

It never logs what it finds, and knows no other capability.
"""
