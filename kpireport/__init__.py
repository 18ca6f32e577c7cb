"""From KPI lists and metric snapshots to a static report site."""

__version__ = "0.1.0"
