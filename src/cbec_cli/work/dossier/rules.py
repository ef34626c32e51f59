"""The rules a dossier is checked by, by scope."""

from __future__ import annotations

from cbec_cli.engine.register import Register
from cbec_cli.rules import documents, dossier, labelling

RULES = Register(documents, labelling, dossier)
"""Every rule that only dossiers have."""

PAPER_RULES = tuple(each for each in RULES if each.family == "DOC" and each.scope == "line")
"""About one document held against one requirement."""

LABEL_RULES = tuple(each for each in RULES if each.family == "LBL")
"""About what is said of a shipment's label and notice."""
