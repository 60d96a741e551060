// Package design plans experiments: [Power] says with how many repeats and which budgets a test would see that the best
// ratio is not invariant, and [NextSizes] which sizes to run next to know the best number of classes better, and
// [NextBatch] what to run next, for what it costs, to settle the choice at a budget.
//
// # Why studies do not choose their sizes while they run
//
// A study could run a coarse grid first and spend the rest around its minima. It was simulated before it was built, on
// the sizes of the quick start (three budgets, powers of two), in four worlds, 40 studies of each, 120 intervals of K*
// (theory.Minima) for each entry: two repeats of all sizes and the rest of the price of five as listed. Widths are over
// those of the fixed grid of the same price, geometric means of pairs; coverage is that of the 95% intervals.
//
//	                                tied          tied, x* = 4  untied        tied, noisy   all
//	                                width covers  width covers  width covers  width covers  covers
//	fixed grid of five repeats      1.00  98%     1.00  92%     1.00  68%     1.00  98%     89%
//	within 2 octaves of the minima  0.89  97%     0.89  96%     0.90  61%     0.94  95%     87%
//	within 1 octave                 0.96  85%     0.92  85%     0.95  62%     1.02  91%     81%
//	2 octaves from the minima       0.91  92%     0.92  87%     0.93  58%     0.91  91%     82%
//	NextSizes by the untied law     0.90  72%     0.87  83%     0.95  46%     0.87  78%     70%
//
// The best of them has intervals a tenth narrower, worth a quarter of the price if widths fall with its root, but hold
// the truth less often in three worlds of four. (What is repeated was chosen by the errors that it is then judged by.)
// Its estimates were off by nearly as much: the root of the mean square in ln K is 0.034, 0.053, 0.077 and 0.097, with
// the grid 0.034, 0.061, 0.081 and 0.098. So a study runs its plan. The command
//
//	DIVERSITY_LONG=1 go test -run TestAdaptiveRuns -v ./diversity/theory/design
//
// measures it again.
package design
