"""The contract `remit.v1`; written by `make generate`, never by hand."""
