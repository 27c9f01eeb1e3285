"""The command `remit …`: one file per noun.

It speaks to a server through `remit.client` as any runtime would; `serve` alone starts one. It never decides.
"""
