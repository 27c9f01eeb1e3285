"""What an agent was signed for: documents, envelopes, signatures and entitlements.

A manifest is a ceiling, never a grant. It never reads storage, and knows no other capability.
"""
