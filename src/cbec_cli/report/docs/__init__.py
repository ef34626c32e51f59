"""Reports of `cbec docs check`: terminal matrix, JSON, csv, workbook, calendar; the rest as every check has it.

`choose.choose_formats` settles what is written where, `choose.write_docs` writes it.
"""
