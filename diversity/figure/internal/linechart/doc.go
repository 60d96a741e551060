// Package linechart shows any quantities against one another: lines with bands, points and marks, on linear or
// logarithmic axes.
package linechart
