// Package gp is the Gaussian process behind theory.Surface: an average over processes on the errors and on their
// logits, whose curves may drift, bend and fade with the budget, each weighed by its evidence. Sizes are locations
// (ln K, ln N) and nothing of budgets that are to be chosen at.
package gp
