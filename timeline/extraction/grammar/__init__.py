"""A light grammar of German and English news sentences: words, clauses, noun phrases."""
