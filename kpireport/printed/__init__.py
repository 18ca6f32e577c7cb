"""What commands print: results as text for people, and as JSON, Markdown or annotations for other programs."""
