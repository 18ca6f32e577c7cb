"""What of a project some readers may see: the rest is taken out before anything is computed or written."""

from kpireport.access.judgement import restrict_judgement
from kpireport.access.memory import restrict_memory
from kpireport.access.readers import readers_named
from kpireport.access.restrict import Restricted, restrict, restrict_snapshots

__all__ = ["Restricted", "readers_named", "restrict", "restrict_judgement", "restrict_memory", "restrict_snapshots"]
