// Package result shows the value of a cell's last expression. The kernel calls it; cells need not.
//
// It is light, as every cell that ends in an expression links it.
package result
