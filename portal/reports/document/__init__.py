"""A report as a document, and its files: PDF and workbook."""
