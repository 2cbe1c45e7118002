"""How well matching does on labelled questions: read, ask, measure, tune, show. Pure but for
reading files; it looks at the matcher through ``ports.Matcher`` alone.
"""
