// Package nlls fits any model to any data by nonlinear least squares ([Solve]), with the certified accuracy of the
// reference problems of NIST. Laws need none of it: package theory fits them by variable projection, from no start.
package nlls
