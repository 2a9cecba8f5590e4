"""Design of incentive schemes: search their terms for the front of surplus, worst-off kind and temptation."""

from experiments.design.export import design_object, write_data
from experiments.design.job import Design, design

__all__ = ["Design", "design", "design_object", "write_data"]
