"""Results for people and machines: terminal, JSON, csv, parquet, workbook.

`choose.write_result` is the one way in; the writers are imported only when they are needed.
"""
