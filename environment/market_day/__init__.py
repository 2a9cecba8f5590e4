"""A show day of a generated region: hundreds to thousands of parties that bargain with their neighbours at once."""

from environment.market_day.day import play_day
from environment.market_day.result import MarketDay
from environment.market_day.spec import DaySpec

__all__ = ["DaySpec", "MarketDay", "play_day"]
