"""Who took part in what, across the network: numbers by kind, and a workbook of every record."""
