"""The RPCs, a file for each service or noun: convert, call one thing below, convert back. Nothing here decides."""
