// Package numeric has the few pieces of numerical linear algebra that a bootstrap calls millions of times without
// allocating, which no library offers: least squares on a handful of columns, with non-negative coefficients, by
// modified Gram-Schmidt. All that is larger is done by gonum.
package numeric
