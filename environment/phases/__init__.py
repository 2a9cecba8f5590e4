"""The phases of a show, in the order in which they run."""
