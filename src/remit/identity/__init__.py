"""Who is asking: subjects, credentials, delegation and sessions.

Pure rules over values; it never reads storage, the wall clock or the environment, and knows no other
capability.
"""
