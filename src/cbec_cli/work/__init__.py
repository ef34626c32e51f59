"""Running the rules: one order, or a file of any length chunk by chunk."""
