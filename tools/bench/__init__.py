"""The benchmark behind `make bench`: Remit beside an empty echo, on this machine, in one run.

No part of the product; measures it from outside and never helps it along.
"""
