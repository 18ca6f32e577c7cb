"""The commands by what they are for: options, help and one call each."""
