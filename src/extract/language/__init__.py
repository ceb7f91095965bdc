"""The only door to spaCy and jieba: one pipeline whose components write span groups; nothing is downloaded."""
