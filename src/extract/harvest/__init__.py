"""New publications: discover, fetch, and the ledger of every address ever seen."""
