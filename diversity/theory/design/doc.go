// Package design plans experiments: [Power] says with how many repeats and which budgets a test would see that the best
// ratio is not invariant, and [NextSizes] which sizes to run next to know the best number of classes better, and
// [NextBatch] what to run next, for what it costs, to settle the choice at a budget.
package design
