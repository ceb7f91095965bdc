"""Tables → Parquet, CSV, SQLite, Excel and datapackage.json; byte for byte the same for the same tables."""
