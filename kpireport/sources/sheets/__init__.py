"""Spreadsheets: one rectangle of one sheet, with the place of every cell as the program shows it (`Data`, C12)."""

from kpireport.sources.sheets.table import SheetTable, read_sheet

__all__ = ["SheetTable", "read_sheet"]
