// Package display says how a value is shown to a reader: as a document of titles, tables, formulas and verdicts, not as
// the fields that a program needs. The values of this library do, and a type of yours may too: a cell that ends in such
// a value shows it so, in a notebook as HTML and elsewhere as text.
//
//   - A [Value] is shown as its [Document].
//   - A list or a map of [Record] values is a table with a row for each; one record alone is a table of its fields.
//
// What is shown is data and never markup: text is escaped where it is written, so that a name read from a file cannot
// act. Long tables show their first and last rows. The package imports nothing of the library, and says nothing of
// fonts or colours.
package display
