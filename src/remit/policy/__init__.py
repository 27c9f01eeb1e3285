"""What is allowed: roles, guardrails, rate limits and sandbox profiles.

Deny wins and the default is to deny. Pure rules over values; it never reads storage, and knows no other
capability.
"""
