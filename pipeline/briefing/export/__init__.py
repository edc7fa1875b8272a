"""
Render an executed notebook as HTML, PDF, DOCX or XLSX.

`render` renders the files of an edition, `renderer` does so in processes of its own, and `exporters`
do it for `jupyter nbconvert --to briefing-pdf`.
"""
