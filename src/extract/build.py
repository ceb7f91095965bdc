"""A folder of reports → bundles → tables: the plan that the command line and the flows both run."""
