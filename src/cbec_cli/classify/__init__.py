"""From product words to HS codes: what a title's words say, what decides inside a heading, and how sure that is.

The knowledge is in `data/lexicon/`, written by chapter; this package reads titles with it. It needs the standard
library only, and gives the same answer for the same words on every machine.
"""
