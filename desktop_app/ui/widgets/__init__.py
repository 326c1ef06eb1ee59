"""Small widgets that the views share. They know the theme, and nothing of documents or workers.

A widget's look is chosen by the properties `kind` and `tone`, which resources/style.qss reads.
"""
