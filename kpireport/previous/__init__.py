"""The report that was published before: where it is found, and what is read back from it."""

from kpireport.previous.report import REPORT_FILE, SCHEMA, PreviousReport, parse_report, read_previous, report_address

__all__ = ["REPORT_FILE", "SCHEMA", "PreviousReport", "parse_report", "read_previous", "report_address"]
