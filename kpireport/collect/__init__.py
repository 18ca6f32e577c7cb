"""Brings numbers into the project's snapshots: by hand, from addresses, commands and databases.

The one part of the program that reads from the network, and only when told to by `kpireport pull`. What stands in a
snapshot already is never changed without being asked for.
"""
