// Package result shows the value of a cell's last expression. The kernel calls it; cells need not.
//
// What a type says of itself comes first: the Display or Fields method of package display, then TeX, then String or
// Error. Other values are shown by their kind.
//
// It is light, as every cell that ends in an expression links it.
package result
