"""The language and the rules of bargaining: outcomes, seats, protocols, solutions, contracts."""
