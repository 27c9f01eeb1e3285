"""Between protobuf messages and the frozen values inside, one file for each noun. Nothing here reads or decides."""
