"""What happened: the steps of a run, in order, without gap or duplicate.

Pure rules over values; it never reads storage, and knows no other capability.
"""
