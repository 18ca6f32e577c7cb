"""Project and observations in, report out. Pure: no file, no clock, no chance that is not seeded."""
