"""Reads a pair of versions a line and says how the library `packaging` orders them."""
import sys
from packaging.version import InvalidVersion, Version


def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


# Numbers of more digits than Python reads without being asked to.
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
for line in sys.stdin:
    a, b = (parse(text) for text in line.rstrip("\n").split("\t"))
    print("x" if a is None or b is None else (a > b) - (a < b), flush=True)
