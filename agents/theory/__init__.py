"""Closed-form theory of information and repeated cooperation, against which the agents can be checked."""
