"""Questions in plain words, answered from the computed report: nothing is guessed, and what is not known is said."""

from kpireport.answers.answer import Answer, Library
from kpireport.answers.ask import answer
from kpireport.answers.library import library_of
from kpireport.answers.prepared import QUESTIONS, prepared

__all__ = ["QUESTIONS", "Answer", "Library", "answer", "library_of", "prepared"]
