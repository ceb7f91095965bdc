"""Reports → tables, with the columns of the output contract; the only door to pandas besides write."""
