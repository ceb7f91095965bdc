"""Printed quantities: numerals, units, hedges and bounds as exact decimals."""
