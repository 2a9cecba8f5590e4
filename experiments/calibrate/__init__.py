"""Fitting a scenario to logs: minute-level rooms, orders, deliveries, factory lots, and published data sets."""

from experiments.calibrate.fit import Choice, Drop, Estimate, Fit, Plot
from experiments.calibrate.job import Calibration, calibrate

__all__ = ["Calibration", "Choice", "Drop", "Estimate", "Fit", "Plot", "calibrate"]
