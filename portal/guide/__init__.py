"""The guides of docs/guide as pages, in the language of the visitor."""
