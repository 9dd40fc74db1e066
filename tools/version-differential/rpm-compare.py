"""Reads a pair of versions a line and says how librpm orders them; one without a version or with an empty release is none."""
import sys
import rpm


def parse(text):
    try:
        found = rpm.ver(text)
    except ValueError:
        return None
    return None if not found.v or found.r == "" else found


for line in sys.stdin:
    a, b = (parse(text) for text in line.rstrip("\n").split("\t"))
    print("x" if a is None or b is None else (a > b) - (a < b), flush=True)
