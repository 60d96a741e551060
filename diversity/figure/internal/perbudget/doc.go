// Package perbudget shows measured sizes budget by budget: error curves, panels that compare ways of training, the
// collapse of all budgets on one curve, and the best number of classes against the budget.
package perbudget
