"""Settling a finished show under a contract: what each clause makes whom owe, with the arithmetic in words."""

from experiments.settle.agreement import Agreement, load_agreement, save, shipped
from experiments.settle.job import Item, Missing, Settlement, settle
from experiments.settle.record import Record

__all__ = ["Agreement", "Item", "Missing", "Record", "Settlement", "load_agreement", "save", "settle", "shipped"]
