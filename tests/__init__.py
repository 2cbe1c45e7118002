"""The tests: sentences in the words of the house."""
