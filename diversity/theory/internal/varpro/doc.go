// Package varpro is the solver behind theory.Fit: variable projection (Golub and Pereyra 1973). The coefficients of a
// law follow from its exponents by non-negative least squares, so that only the exponents are searched, by Newton's
// method from the best points of a grid. Weights, a Huber loss, a ceiling and the weights of a bootstrap all enter as
// weights of rows.
package varpro
