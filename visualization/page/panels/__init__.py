"""The panels of the page: a module each, with one component ``Panel(session)``."""
