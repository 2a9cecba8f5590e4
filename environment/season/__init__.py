"""A season: shows played one after the other by parties that remember, learn, choose partners, and may go under."""

from environment.season.play import play_season, show_seed
from environment.season.result import Season

__all__ = ["Season", "play_season", "show_seed"]
