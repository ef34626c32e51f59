"""Spreadsheets ⇄ facts."""
