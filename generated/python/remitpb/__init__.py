"""Generated messages and stubs of the `remit.v1` contract; never edited by hand."""
