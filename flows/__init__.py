"""Prefect flows: thin wrappers of the plan the command line runs too. The only door to Prefect."""
