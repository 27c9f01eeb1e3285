"""Who must say yes: one human decision about one exact action, used once.

Pure rules over values; it never reads storage, and knows no other capability.
"""
