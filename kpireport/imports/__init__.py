"""Exports of other programs: recognising one by its columns, and what a project needs to read it."""

from kpireport.imports.evidence import Evidence, Reading
from kpireport.imports.plan import Covered, Plan, plan_import
from kpireport.imports.proposal import Proposal
from kpireport.imports.values import Said

__all__ = ["Covered", "Evidence", "Plan", "Proposal", "Reading", "Said", "plan_import"]
