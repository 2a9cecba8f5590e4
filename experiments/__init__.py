"""Many shows: replications, storage, export; later sweeps, studies and audits."""
