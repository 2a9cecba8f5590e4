"""Rules of encounter, one per file; :data:`protocols.registry.PROTOCOLS` lists them by name."""
