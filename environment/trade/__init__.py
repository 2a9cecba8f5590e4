"""Mechanisms of the trade: each module turns one block of the scenario into what a show does."""
