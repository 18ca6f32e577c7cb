"""YAML files → model.Project; every fault with its file, line and column."""

from kpireport.project.alerts import load_quiet
from kpireport.project.json_schema import json_schema
from kpireport.project.pulls import load_pulls
from kpireport.project.resolve import load_project

__all__ = ["json_schema", "load_project", "load_pulls", "load_quiet"]
