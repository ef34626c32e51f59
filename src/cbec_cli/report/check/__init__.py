"""Reports of `cbec check`: terminal, JSON, SARIF, JUnit, GitHub, GitLab, csv, workbook.

`choose.choose_formats` settles what is written where, `choose.write_check` writes it.
"""
