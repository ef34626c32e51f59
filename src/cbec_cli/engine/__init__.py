"""The words rules are written in, the register, findings, money."""
