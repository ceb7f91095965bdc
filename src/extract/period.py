"""Printed periods: years, school years, cohorts and cut-off dates."""
