"""Pages a person checks values on: the evidence sheet, a page with what was read drawn over it."""
