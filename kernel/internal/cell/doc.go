// Package cell understands the Go of a notebook's cell: it tells declarations from statements, lets a cell of plain
// statements run without a %% line, has the value of a last expression shown, and says whether a cell is complete.
//
// A cell with a line of gonb's own (%%, %args, !ls, ...) is for gonb and stays as it is.
package cell
