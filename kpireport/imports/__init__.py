"""Exports of other programs: recognising one by its columns, and what a project needs to read it."""

from kpireport.imports.evidence import Evidence, Reading
from kpireport.imports.plan import Covered, Plan, plan_import

__all__ = ["Covered", "Evidence", "Plan", "Reading", "plan_import"]
