"""The verdicts in words: one sentence per KPI, per cause, per chart, per trigger, per goal and for the report.

Built from the computed figures alone, through the site's language, so that page, mail and feed say the same.
"""

from kpireport.analysis.sentences.of_cause import cause_sentence
from kpireport.analysis.sentences.of_chart import takeaway
from kpireport.analysis.sentences.of_condition import compared_words, condition_words
from kpireport.analysis.sentences.of_kpi import kpi_sentence
from kpireport.analysis.sentences.of_report import goal_sentence, report_sentence
from kpireport.analysis.sentences.of_trigger import segments_sentence, trigger_sentence
from kpireport.analysis.sentences.of_warning import breach_sentence, leaders_sentence

__all__ = [
    "breach_sentence",
    "cause_sentence",
    "compared_words",
    "condition_words",
    "goal_sentence",
    "kpi_sentence",
    "leaders_sentence",
    "report_sentence",
    "segments_sentence",
    "takeaway",
    "trigger_sentence",
]
