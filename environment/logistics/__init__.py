"""Logistics models with known optima: flows, lots, newsvendors, serial and guaranteed-service stock."""
