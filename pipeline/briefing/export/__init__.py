"""
An executed notebook goes in; HTML, PDF, DOCX or XLSX comes out.

`edition` makes all that is published of a report, in one process; `exporters` are the same for
`jupyter nbconvert --to briefing-pdf`.
"""
