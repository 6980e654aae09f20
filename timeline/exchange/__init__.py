"""Data in and out as tables: CSV, XLSX and JSON.

`tables` knows files, `times` dates as people write them, `chronicle` lists that were kept by hand, `resources` which
columns our own rows have; `importing` says what a file would do and does it.
"""
