// Package paperexport makes a MyST project of an executed notebook: its text, its figures as PDF and SVG in the width
// of a column, its tables, the code as an appendix, where each figure, table and number comes from, what another person
// needs to know to compute them again, and a CITATION.cff.
//
// Nothing is run. What is told of the runs is read from archives of studies; what is in neither the notebook nor an
// archive is said to be not recorded.
//
// MyST is more than Markdown: directives read files, roles and raw blocks pass LaTeX and HTML on. Whoever wrote the
// notebook may be somebody else, so its text is not copied but parsed as Markdown and written anew: what is known of
// Markdown, with every character escaped that MyST could take for markup, formulas of known commands only, no HTML, no
// path, and links to the web alone.
package paperexport
