// Package design plans experiments: [Power] says with how many repeats and which budgets a test would see that the best
// ratio is not invariant, and [NextSizes] which sizes to run next to know the best number of classes better.
package design
