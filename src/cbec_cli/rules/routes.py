"""The routes an order can take and the outcomes an answer can have, as the whole numbers that columns carry."""

ROUTES = ("", "cbec", "cbec-full-tax", "general-trade", "refused", "parcel")
CBEC, FULL_TAX, GENERAL_TRADE, REFUSED, PARCEL = range(1, 6)

OUTCOMES = ("complete", "estimated", "refused")
COMPLETE, ESTIMATED, NOT_LAWFUL = range(3)

IMPORT_MODES = ("9610", "1210", "1239", "0110")
"""Supervision modes (监管方式) of CBEC retail import, and general trade."""
