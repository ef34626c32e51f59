"""Judges: each tells in a few words what is wrong with one text, or nothing.

A judge is pure, takes the text as the tables fold it (no surrounding spaces, half width) and finds no fault with an
empty one, which is unknown. It never repeats a number of a person: what it says goes into reports. The check digits
are those of python-stdnum. `cbec_cli.tables.screens` spares most of them most texts.
"""
