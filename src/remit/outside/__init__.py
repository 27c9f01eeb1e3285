"""Other people's servers: webhooks, mail, key sets, sign-in and remote signers.

The only room that opens HTTP or SMTP connections; nothing in it may hold up a decision.
"""
