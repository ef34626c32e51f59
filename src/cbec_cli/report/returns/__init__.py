"""Reports of `cbec returns`: terminal, JSON, csv, Markdown, calendar; SARIF and the like as every check has them.

`choose.choose_formats` settles what is written where, `choose.write_returns` writes it.
"""
