"""`cbec docs check`: the papers of a dossier held against what the law asks of its shipments.

`check.check_dossier` is the way in; `result.DossierResult` is what reports read.
"""
