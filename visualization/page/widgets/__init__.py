"""Own widgets: small ES modules that draw on a canvas, usable in the page and in Jupyter."""
