"""The desk's pages of today, the week, days without anybody and reviews."""
