"""The writers of the samples are looked at only where what they write with is installed (the dependency group `samples`)."""

from importlib.util import find_spec

WRITERS = ["flow.py", "paper.py", "scan.py", "word.py"]
collect_ignore = [] if all(find_spec(name) for name in ("reportlab", "docx", "numpy", "PIL")) else WRITERS
