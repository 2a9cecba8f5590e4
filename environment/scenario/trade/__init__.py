"""Mechanisms of the trade as parameters: one block of the file per module; left out, a mechanism is off."""
