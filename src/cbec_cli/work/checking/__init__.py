"""Checking a batch or a catalogue: facts, rules, findings."""
