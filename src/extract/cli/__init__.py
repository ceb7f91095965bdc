"""The command line, thin: every command parses its words, calls one function and prints what came back.

Exit codes: 0 all is well; 1 some report failed, or a check found a fault; 2 wrong usage, or nothing to work on; 3 the output could
not be written; 130 interrupted.
"""

from extract.cli.main import main

__all__ = ["main"]
