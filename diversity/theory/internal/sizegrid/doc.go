// Package sizegrid has even grids over ln K: where the curve of a budget is evaluated, what it is between the places of
// the grid, where its bottom is, and which whole size is nearest.
package sizegrid
